import { OperationStep } from '@flytower/contract';

/** A change of one step. */
export interface StepChange {
  state: OperationStep['state'];
  message: string;
}

/** The steps of an operation before its first pass. */
export function pendingSteps(titles: Record<string, string>): OperationStep[] {
  return Object.entries(titles).map(([id, title]) => ({
    id,
    title,
    state: 'pending',
  }));
}

/** The steps after one of them moved; it keeps the time at which it began. */
export function stepped(
  steps: readonly OperationStep[],
  id: string,
  { state, message }: StepChange,
  now: Date,
): OperationStep[] {
  const at = now.toISOString();
  return steps.map(step => {
    if (step.id !== id || step.state === 'succeeded') {
      return step;
    }
    const ended =
      state === 'succeeded' || state === 'failed' || state === 'skipped';
    return {
      ...step,
      state,
      message,
      startedAt: step.startedAt ?? at,
      ...(ended ? { finishedAt: at } : {}),
    };
  });
}

/** A time in a sentence, to the minute: "2026-03-02 10:00 UTC". Whoever reads it may be anywhere. */
export function inWords(at: string | Date): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
