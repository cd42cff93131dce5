import { format } from 'node:util';
import { Secret } from './Secret';

describe('Secret', () => {
  it('prints as stars wherever it is printed, and gives its value only when asked', () => {
    const secret = Secret.of('canary');
    expect(`${secret}`).toBe('***');
    expect(JSON.stringify({ secret })).toBe('{"secret":"***"}');
    expect(format('%s %o %j', secret, { secret }, secret)).not.toContain(
      'canary',
    );
    expect(Object.values(secret)).toEqual([]);
    expect(secret.reveal()).toBe('canary');
  });
});
