import {
  AcknowledgedFinding,
  acknowledgedFindingSchema,
  AuditFinding,
  AuditFindingCode,
  auditFindingSchema,
} from '@flytower/plugin-audit-common';
import { z } from 'zod';
import { Acknowledged } from '../domain/acknowledgement';

/** Of each kind, so many are kept with their place; all are counted. */
export const MOST_DETAILED = 20;

export const foundSchema = z.object({
  /** How many of each kind nobody has acknowledged. */
  counts: z.partialRecord(auditFindingSchema.shape.code, z.int().min(1)),
  /** The first of each kind, in the order they were found. */
  first: z.array(auditFindingSchema),
  acknowledged: z.object({
    count: z.int().min(0),
    first: z.array(acknowledgedFindingSchema),
  }),
});

/** What a check found, as it is kept: it does not grow with the log. */
export type Found = z.infer<typeof foundSchema>;

/** Gathers what a check finds, in bounded memory however much that is: counts of each kind, and the first of them. */
export class Findings {
  readonly #known: ReadonlyMap<string, Acknowledged>;
  readonly #counts = new Map<AuditFindingCode, number>();
  readonly #first: AuditFinding[] = [];
  readonly #acknowledged: AcknowledgedFinding[] = [];
  #acknowledgedCount = 0;
  /** Ids of what is kept in detail: the same may be found by more than one way. */
  readonly #seen = new Set<string>();

  /** @param known - what was acknowledged, by the id of the finding */
  static create(known: ReadonlyMap<string, Acknowledged>): Findings {
    return new Findings(known);
  }

  private constructor(known: ReadonlyMap<string, Acknowledged>) {
    this.#known = known;
  }

  /** How many nobody has acknowledged. */
  get count(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The first that nobody has acknowledged. */
  get first(): AuditFinding | undefined {
    return this.#first[0];
  }

  add(findings: readonly AuditFinding[]): void {
    for (const finding of findings) {
      const { id, code } = finding;
      const acknowledged = this.#known.get(id);
      if (this.#seen.has(id)) {
        continue;
      }
      if (acknowledged) {
        this.#acknowledgedCount += 1;
        this.#keep(this.#acknowledged, { ...finding, acknowledged });
      } else {
        this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
        this.#keep(this.#first, finding);
      }
    }
  }

  /** Those of a check before that this one does not look for again. */
  addAcknowledged({ count, first }: Found['acknowledged']): void {
    const more = first.filter(({ id }) => !this.#seen.has(id));
    this.#acknowledgedCount += count - first.length + more.length;
    more.forEach(finding => this.#keep(this.#acknowledged, finding));
  }

  found(): Found {
    return {
      counts: Object.fromEntries(this.#counts),
      first: this.#first,
      acknowledged: {
        count: this.#acknowledgedCount,
        first: this.#acknowledged,
      },
    };
  }

  #keep<Finding extends AuditFinding>(kept: Finding[], finding: Finding) {
    const like = kept.filter(({ code }) => code === finding.code);
    if (like.length < MOST_DETAILED) {
      kept.push(finding);
      this.#seen.add(finding.id);
    }
  }
}

/** Whether there is anything that nobody has acknowledged. */
export function isBroken({ counts }: Found): boolean {
  return Object.keys(counts).length > 0;
}

/** The same, after more was acknowledged. */
export function afterAcknowledging(
  found: Found,
  known: ReadonlyMap<string, Acknowledged>,
): Found {
  const counts = { ...found.counts };
  const acknowledged = [...found.acknowledged.first];
  const first = found.first.filter(finding => {
    const by = known.get(finding.id);
    const left = (counts[finding.code] ?? 0) - 1;
    if (!by) {
      return true;
    }
    acknowledged.push({ ...finding, acknowledged: by });
    if (left > 0) {
      counts[finding.code] = left;
    } else {
      delete counts[finding.code];
    }
    return false;
  });
  return {
    counts,
    first,
    acknowledged: {
      count:
        found.acknowledged.count +
        acknowledged.length -
        found.acknowledged.first.length,
      first: acknowledged,
    },
  };
}
