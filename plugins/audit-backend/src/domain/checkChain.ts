import { AuditFinding } from '@flytower/plugin-audit-common';
import { ChainWalk } from './ChainWalk';
import { Progress } from './Place';
import { CheckSignature, Run } from './Run';

/**
 * Checks a run of facts and batches behind a place. What does not fit is found once, and the check goes on behind it with
 * what stands there, so that one change does not hide another.
 *
 * Only a batch that is as it was signed says which facts it holds. What stands between two of those is one finding; its
 * id is made of all of it, and likewise that of a gap is made of the fact behind it, which nothing can verify: whoever
 * knows of the finding knows of that as it stands, and of nothing that is put there later.
 */
export function checkChain(
  from: Progress,
  run: Run,
  check: CheckSignature,
): { progress: Progress; findings: AuditFinding[]; ended: boolean } {
  const walk = new ChainWalk(from, run, check);
  const ended = walk.run();
  return { progress: walk.progress, findings: walk.findings, ended };
}
