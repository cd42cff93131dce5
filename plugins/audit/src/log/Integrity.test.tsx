import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import {
  AcknowledgedFinding,
  auditContract,
  AuditVerdict,
} from '@flytower/plugin-audit-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { Checkpoints } from './Checkpoints';
import { Integrity } from './Integrity';
import { IntegrityBanner } from './IntegrityBanner';
import { useIntegrity } from './useIntegrity';

type Answers = Parameters<
  typeof fakeBackend<(typeof auditContract)['routes']>
>[1];

const checkedAt = new Date().toISOString();

const whole: AuditVerdict = {
  kind: 'whole',
  checkedAt,
  since: 0,
  until: 1_204,
  full: { checkedAt, since: 0, until: 1_204 },
  inherited: 0,
  acknowledged: { count: 0, places: [] },
  sentence: 'All well',
};

const id = (letter: string) => letter.repeat(64);

const broken: AuditVerdict = {
  ...whole,
  kind: 'broken',
  counts: [
    { code: 'fact-changed', count: 1 },
    { code: 'entry-added', count: 3 },
    { code: 'end-missing', count: 1 },
  ],
  findings: [
    {
      id: id('a'),
      code: 'fact-changed',
      sequence: 7,
      at: '2026-02-01T10:00:00Z',
    },
    { id: id('b'), code: 'end-missing', sequence: 1_205, until: 1_300 },
    { id: id('c'), code: 'entry-added', entry: '01JX' },
  ],
};

const known: AcknowledgedFinding = {
  id: id('d'),
  code: 'fact-changed',
  sequence: 3,
  acknowledged: {
    by: 'user:default/olivia',
    at: '2026-02-10T10:00:00Z',
    reason: 'A repair by hand',
  },
};

function Page() {
  const integrity = useIntegrity();
  return (
    <>
      <IntegrityBanner integrity={integrity} />
      <Integrity integrity={integrity} />
    </>
  );
}

function open(
  answers: Answers,
  options: { language?: 'zh-CN'; permissions?: string[] } = {},
) {
  const audit = fakeBackend(auditContract, answers);
  renderPage(<Page />, { backends: [audit], ...options });
  return audit;
}

const panel = () => screen.findByRole('region', { name: 'Is the log whole?' });

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
      getIntegrity: () => ({ newest: 0 }),
      checkIntegrity: () => ({ newest: 0 }),
    });
    expect(
      await within(await panel()).findByText('It has not been checked yet'),
    ).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Check what is new' }),
    ).toBeNull();
    const [first] = screen.getAllByRole('button', { name: 'Check everything' });
    fireEvent.click(first);
    await waitFor(() =>
      expect(
        audit.calls.find(({ route }) => route === 'checkIntegrity')?.call.body,
      ).toEqual({ from: 'beginning' }),
    );
  });

  it('shows how far the check has come, beside what the last one found', async () => {
    open({
      getIntegrity: () => ({
        newest: 1_400,
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
    expect(
      within(await panel()).getByText('Whole until fact 1,204'),
    ).toBeVisible();
  });

  it('says what happened and asks again when the backend fails', async () => {
    let failing = true;
    open({
      getIntegrity: () => {
        if (failing) {
          throw new AnswerError(500, 'The database is away');
        }
        return { newest: 1_204, verdict: whole };
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database is away',
    );
    expect(
      screen.getByText('Whether the log is whole cannot be asked now'),
    ).toBeVisible();
    failing = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findAllByText('Whole until fact 1,204')).toHaveLength(
      2,
    );
  });

  it('says which facts were looked at and when, which since, and which by nobody', async () => {
    const audit = open({
      getIntegrity: () => ({
        newest: 1_330,
        verdict: {
          ...whole,
          since: 1_204,
          until: 1_300,
          full: { checkedAt: '2026-02-20T10:00:00Z', since: 0, until: 1_204 },
          inherited: 40,
          inheritedAt: '2026-01-05T10:00:00Z',
        },
      }),
      checkIntegrity: () => ({ newest: 1_330, verdict: whole }),
    });
    const part = within(await panel());
    expect(await part.findByText('Whole until fact 1,300')).toBeVisible();
    expect(part.getByText(/^Checked until fact 1,300 of 1,330/)).toBeVisible();
    expect(
      part.getAllByRole('listitem').map(({ textContent }) => textContent),
    ).toEqual([
      expect.stringMatching(/^Facts 1 to 1,204: by a full check, .*2026/),
      expect.stringMatching(
        /^Facts 1,205 to 1,300: by checks of what was new since, the last /,
      ),
      '30 newer facts: nobody has looked at them yet',
    ]);
    expect(
      part.getByText(
        /Facts up to 40 are from before the log had a key and were adopted .*2026/,
      ),
    ).toBeVisible();
    fireEvent.click(part.getByRole('button', { name: 'Check what is new' }));
    await waitFor(() =>
      expect(
        audit.calls.find(({ route }) => route === 'checkIntegrity')?.call.body,
      ).toEqual({ from: 'last' }),
    );
  });

  it('names what does not fit with its place, how many more there are, and what to do', async () => {
    open({ getIntegrity: () => ({ newest: 1_204, verdict: broken }) });
    const list = await screen.findByRole('list', { name: 'What does not fit' });
    const items = within(list).getAllByRole('listitem');
    expect(items[0]).toHaveTextContent(
      /^Fact 7, .*2026.*: changed after it was recorded$/,
    );
    expect(items[1]).toHaveTextContent('Facts 1,205 to 1,300: cut off the end');
    expect(items[2]).toHaveTextContent('entry 01JX: the list shows an entry');
    expect(items[3]).toHaveTextContent('2 more: the list shows an entry');
    expect(items).toHaveLength(4);
    expect(
      within(await panel()).getByText(/compare with a backup/),
    ).toBeVisible();
  });

  it('speaks Chinese', async () => {
    open(
      {
        getIntegrity: () => ({
          newest: 1_204,
          verdict: { ...broken, acknowledged: { count: 1, places: [known] } },
        }),
      },
      { language: 'zh-CN' },
    );
    const list = await screen.findByRole('list', { name: '不符之处' });
    expect(list).toHaveTextContent('第 7 条事实');
    expect(list).toHaveTextContent('记录之后被修改');
    expect(screen.getAllByText('不完整：有 5 处不符')).toHaveLength(2);
    expect(screen.getByText('有 1 处不符，已确认知悉')).toBeVisible();
    expect(screen.getByRole('button', { name: '确认知悉…' })).toBeVisible();
  });
});

describe('the line on top of the log', () => {
  it.each([
    ['one place', [{ code: 'fact-changed' as const, count: 1 }]],
    [
      '1,203 places',
      [
        { code: 'fact-changed' as const, count: 1_200 },
        { code: 'fact-missing' as const, count: 3 },
      ],
    ],
  ])('is an alarm where %s do not fit', async (many, counts) => {
    open({
      getIntegrity: () => ({ newest: 1_204, verdict: { ...broken, counts } }),
    });
    const alarm = await screen.findByRole('alert');
    expect(alarm).toHaveTextContent(new RegExp(`Not whole: ${many} do`));
    expect(alarm).toHaveTextContent('compare with a backup');
  });

  it('is information while the first check runs', async () => {
    open({
      getIntegrity: () => ({
        newest: 9,
        running: {
          startedAt: checkedAt,
          since: 0,
          sequence: 3,
          of: 9,
        },
      }),
    });
    expect(
      await screen.findAllByText('Checking: fact 3 of 9'),
    ).not.toHaveLength(0);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('says that no check has ended for two days, and begins one', async () => {
    const audit = open({
      getIntegrity: () => ({
        newest: 1_204,
        verdict: { ...whole, checkedAt: '2026-01-01T10:00:00Z' },
      }),
      checkIntegrity: () => ({ newest: 1_204, verdict: whole }),
    });
    expect(
      await screen.findByText('No check of the log has ended for two days'),
    ).toBeVisible();
    const [first] = screen.getAllByRole('button', { name: 'Check everything' });
    fireEvent.click(first);
    await waitFor(() =>
      expect(audit.calls.map(({ route }) => route)).toContain('checkIntegrity'),
    );
  });

  it('is quiet where the log is whole, and names what is known', async () => {
    open({
      getIntegrity: () => ({
        newest: 1_204,
        verdict: { ...whole, acknowledged: { count: 1, places: [known] } },
      }),
    });
    expect(
      await screen.findAllByText(/^Except one place, acknowledged on .*2026/),
    ).toHaveLength(2);
    expect(screen.queryByRole('alert')).toBeNull();
    const list = screen.getByRole('list', {
      name: 'What is known',
      hidden: true,
    });
    expect(list).toHaveTextContent(
      /Fact 3: changed after it was recorded.*olivia, .*2026.*: A repair by hand/,
    );
  });
});

describe('acknowledging', () => {
  it('takes the chosen places with a reason, and shows what is then', async () => {
    let verdict: AuditVerdict = broken;
    const audit = open({
      getIntegrity: () => ({ newest: 1_204, verdict }),
      acknowledgeFindings: () => {
        verdict = whole;
        return { newest: 1_205, verdict };
      },
    });
    fireEvent.click(
      await screen.findByRole('button', { name: 'Acknowledge…' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      dialog.getByRole('button', { name: 'Acknowledge 0 places' }),
    ).toBeDisabled();
    fireEvent.click(dialog.getByRole('checkbox', { name: 'All 3 of them' }));
    expect(
      dialog.getByRole('button', { name: 'Acknowledge 3 places' }),
    ).toBeVisible();
    fireEvent.click(dialog.getByRole('checkbox', { name: 'All 3 of them' }));
    fireEvent.click(dialog.getByRole('checkbox', { name: /^Fact 7/ }));
    fireEvent.click(dialog.getByRole('checkbox', { name: /entry 01JX/ }));
    const button = dialog.getByRole('button', { name: 'Acknowledge 2 places' });
    expect(button).toBeDisabled();
    fireEvent.change(dialog.getByRole('textbox'), {
      target: { value: '  A repair by hand ' },
    });
    fireEvent.click(button);
    expect(await screen.findAllByText('Whole until fact 1,204')).toHaveLength(
      2,
    );
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(
      audit.calls.find(({ route }) => route === 'acknowledgeFindings')?.call
        .body,
    ).toEqual({ findings: [id('a'), id('c')], reason: 'A repair by hand' });
  });

  it('stays open with what the backend says against it', async () => {
    open({
      getIntegrity: () => ({
        newest: 1_204,
        verdict: { ...broken, findings: broken.findings.slice(0, 1) },
      }),
      acknowledgeFindings: () => {
        throw new AnswerError(409, 'The last check has no such finding');
      },
    });
    fireEvent.click(
      await screen.findByRole('button', { name: 'Acknowledge…' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.change(dialog.getByRole('textbox'), {
      target: { value: 'A repair by hand' },
    });
    fireEvent.click(
      dialog.getByRole('button', { name: 'Acknowledge 1 place' }),
    );
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'The last check has no such finding',
    );
  });

  it('is offered to nobody who may only read', async () => {
    open(
      { getIntegrity: () => ({ newest: 1_204, verdict: broken }) },
      { permissions: ['audit.entry.read-all'] },
    );
    await screen.findByRole('list', { name: 'What does not fit' });
    expect(screen.queryByRole('button', { name: 'Acknowledge…' })).toBeNull();
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
