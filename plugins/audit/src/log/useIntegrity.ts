import { auditContract, AuditIntegrity } from '@flytower/plugin-audit-common';
import { Act, Live, useAct, useContractClient, useLive } from '@flytower/ui';

/** What is known of the log, asked again and again, and the act that begins a check. */
export interface IntegrityOfLog {
  live: Live<AuditIntegrity>;
  check: Act<[from: 'beginning' | 'last']>;
  /** Whether a check runs. */
  busy: boolean;
}

/** Whether the log is whole, as the last check found it. */
export function useIntegrity(): IntegrityOfLog {
  const audit = useContractClient(auditContract);
  const live = useLive(signal => audit.getIntegrity({ signal }), {
    key: 'integrity',
    progressing: ({ running }) => running !== undefined,
  });
  const check = useAct(async (from: 'beginning' | 'last') => {
    await audit.checkIntegrity({ body: { from } });
    live.refresh();
  });
  const running = live.kind === 'ready' && live.value.running !== undefined;
  return { live, check, busy: check.busy || running };
}
