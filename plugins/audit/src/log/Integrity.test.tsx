import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { auditContract, AuditVerdict } from '@flytower/plugin-audit-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { Checkpoints } from './Checkpoints';
import { Integrity } from './Integrity';

type Answers = Parameters<
  typeof fakeBackend<(typeof auditContract)['routes']>
>[1];

const whole: AuditVerdict = {
  kind: 'whole',
  checkedAt: '2026-03-01T10:00:00Z',
  since: 0,
  until: 1_204,
  inherited: 0,
  sentence: 'All well',
};

const broken: AuditVerdict = {
  ...whole,
  kind: 'broken',
  findings: [
    { code: 'fact-changed', sequence: 7, at: '2026-02-01T10:00:00Z' },
    { code: 'end-missing', sequence: 1_205, until: 1_300 },
    { code: 'entry-added', entry: '01JX' },
  ],
};

function open(answers: Answers, language?: 'zh-CN') {
  const audit = fakeBackend(auditContract, answers);
  renderPage(<Integrity />, { backends: [audit], language });
  return audit;
}

describe('whether the log is whole', () => {
  it('shows its shape while it loads', async () => {
    open({ getIntegrity: () => new Promise(() => {}) });
    expect(
      await screen.findByRole('status', {
        name: 'Loading Whether the log is whole',
      }),
    ).toBeVisible();
  });

  it('says where it was never checked, and lets the reader begin', async () => {
    const audit = open({
      getIntegrity: () => ({}),
      checkIntegrity: () => ({}),
    });
    expect(
      await screen.findByText('It has not been checked yet'),
    ).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Check what is new' }),
    ).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Check everything' }));
    await waitFor(() =>
      expect(
        audit.calls.find(({ route }) => route === 'checkIntegrity')?.call.body,
      ).toEqual({ from: 'beginning' }),
    );
  });

  it('shows how far the check has come, beside what the last one found', async () => {
    open({
      getIntegrity: () => ({
        verdict: whole,
        running: {
          startedAt: '2026-03-02T10:00:00Z',
          since: 1_000,
          sequence: 1_100,
          of: 1_400,
        },
      }),
    });
    const bar = await screen.findByRole('progressbar', {
      name: 'Checking: fact 1,100 of 1,400',
    });
    expect(bar).toHaveAttribute('value', '100');
    expect(bar).toHaveAttribute('max', '400');
    expect(screen.getByText('Whole')).toBeVisible();
  });

  it('says what happened and asks again when the backend fails', async () => {
    let failing = true;
    open({
      getIntegrity: () => {
        if (failing) {
          throw new AnswerError(500, 'The database is away');
        }
        return { verdict: whole };
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database is away',
    );
    failing = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Whole')).toBeVisible();
  });

  it('shows the verdict with its age, and checks only what is new where that is enough', async () => {
    const audit = open({
      getIntegrity: () => ({
        verdict: {
          ...whole,
          inherited: 40,
          inheritedAt: '2026-01-05T10:00:00Z',
        },
      }),
      checkIntegrity: () => ({ verdict: whole }),
    });
    expect(await screen.findByText('Whole')).toBeVisible();
    expect(screen.getByText(/Facts 1 to 1,204 were checked/)).toBeVisible();
    expect(
      screen.getByText(
        /Facts up to 40 are from before the log had a key and were adopted .*2026/,
      ),
    ).toBeVisible();
    fireEvent.click(screen.getByRole('button', { name: 'Check what is new' }));
    await waitFor(() =>
      expect(
        audit.calls.find(({ route }) => route === 'checkIntegrity')?.call.body,
      ).toEqual({ from: 'last' }),
    );
  });

  it('names what does not fit with its place, and what to do', async () => {
    open({ getIntegrity: () => ({ verdict: broken }) });
    const list = await screen.findByRole('list', { name: 'What does not fit' });
    const items = within(list).getAllByRole('listitem');
    expect(items[0]).toHaveTextContent(
      /^Fact 7, .*2026.*: changed after it was recorded$/,
    );
    expect(items[1]).toHaveTextContent('Facts 1,205 to 1,300: cut off the end');
    expect(items[2]).toHaveTextContent('entry 01JX: the list shows an entry');
    expect(screen.getByText(/compare with a backup/)).toBeVisible();
  });

  it('speaks Chinese', async () => {
    open({ getIntegrity: () => ({ verdict: broken }) }, 'zh-CN');
    const list = await screen.findByRole('list', { name: '不符之处' });
    expect(list).toHaveTextContent('第 7 条事实');
    expect(list).toHaveTextContent('记录之后被修改');
  });
});

describe('checkpoints', () => {
  function openCheckpoints(answers: Answers, language?: 'zh-CN') {
    const audit = fakeBackend(auditContract, answers);
    renderPage(<Checkpoints />, { backends: [audit], language });
    return audit;
  }

  it('are compared with the log', async () => {
    const audit = openCheckpoints({
      compareCheckpoint: () => ({
        kind: 'missing',
        sequence: 1_300,
        at: '2026-03-01T10:00:00Z',
        sentence: 'The log ends before fact 1300',
      }),
    });
    const button = await screen.findByRole('button', { name: 'Compare' });
    expect(button).toBeDisabled();
    fireEvent.change(screen.getByRole('textbox'), {
      target: { value: 'checkpoint.v1.a' },
    });
    fireEvent.click(button);
    expect(await screen.findByText('The log ends before it')).toBeVisible();
    expect(screen.getByText(/Fact 1,300, recorded/)).toBeVisible();
    expect(audit.calls[0].call.body).toEqual({ checkpoint: 'checkpoint.v1.a' });
  });

  it('are given as a file', async () => {
    const url = jest.fn((_: Blob) => 'blob:checkpoint');
    Object.assign(URL, { createObjectURL: url, revokeObjectURL: jest.fn() });
    openCheckpoints({
      getCheckpoint: () => ({
        checkpoint: 'checkpoint.v1.a.1',
        sequence: 1,
        at: '2026-03-01T10:00:00Z',
        keyId: 'a',
      }),
    });
    fireEvent.click(
      await screen.findByRole('button', { name: 'Download checkpoint' }),
    );
    await waitFor(() => expect(url).toHaveBeenCalledTimes(1));
    expect(url.mock.calls[0][0].size).toBe('checkpoint.v1.a.1\n'.length);
  });

  it('say why one could not be given, in Chinese too', async () => {
    openCheckpoints(
      {
        getCheckpoint: () => {
          throw new AnswerError(409, 'The operation log is empty');
        },
      },
      'zh-CN',
    );
    fireEvent.click(await screen.findByRole('button', { name: '下载检查点' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The operation log is empty',
    );
  });
});
