import { INSTALLATION_ID_LABEL, keptByAnother } from './installation';

describe('a namespace', () => {
  it.each([
    ['of this installation', { [INSTALLATION_ID_LABEL]: '01OURS' }, false],
    ['of another', { [INSTALLATION_ID_LABEL]: '01THEIRS' }, true],
    ['of nobody yet', { team: 'somebody' }, false],
    ['with an empty label', { [INSTALLATION_ID_LABEL]: '' }, false],
    ['that is not there', undefined, false],
  ])('%s', (_, labels, answer) => {
    expect(keptByAnother(labels, '01OURS')).toBe(answer);
  });
});
