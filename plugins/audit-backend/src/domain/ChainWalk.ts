import { AuditFinding } from '@flytower/plugin-audit-common';
import { Batch, batchText } from './batch';
import { factText, plainHash, signedFactText } from './chain';
import { digestAfter, findingId } from './evidence';
import { adoptedLater, beganUnsigned, NOTHING_LOOSE, Progress } from './Place';
import { CheckSignature, ReadBatch, ReadFact, Run } from './Run';
import { timeOf } from './timeOf';
import { StoredFact } from '../rows';

/** One walk over a run of facts and batches; see {@link checkChain}. */
export class ChainWalk {
  readonly #run: Run;
  readonly #check: CheckSignature;
  readonly #waiting: ReadBatch[];
  readonly findings: AuditFinding[] = [];
  /** The first of the waiting batches, where it is as it was signed. */
  #next: { batch: Batch; text: string } | undefined;
  #at: Progress;

  constructor(from: Progress, run: Run, check: CheckSignature) {
    this.#at = from;
    this.#run = run;
    this.#check = check;
    this.#waiting = [...run.batches];
  }

  get progress(): Progress {
    return this.#at;
  }

  /** False where there is more to read. */
  run(): boolean {
    for (const read of this.#run.facts) {
      if (!this.#comeTo(read.sequence)) {
        return false;
      }
      this.#take(read);
    }
    if (!this.#run.allFacts || !this.#comeTo(Number.POSITIVE_INFINITY)) {
      return false;
    }
    this.#end();
    return true;
  }

  /** Closes the batches that end before a fact. False where those that were read do not reach it. */
  #comeTo(sequence: number): boolean {
    for (;;) {
      const next = this.#signedNext();
      if (!next) {
        return this.#run.allBatches;
      }
      if (next.batch.last >= sequence) {
        return true;
      }
      this.#close(next);
    }
  }

  /** The next batch that is as it was signed. Rows before it that are not are kept as loose. */
  #signedNext(): { batch: Batch; text: string } | undefined {
    while (!this.#next && this.#waiting.length > 0) {
      const [{ number, text, mac, batch }] = this.#waiting.splice(0, 1);
      const signed = batch ? this.#check(batchText(batch), batch) : 'bad';
      if (batch && signed === 'good') {
        this.#next = { batch, text };
        break;
      }
      const { loose } = this.#at;
      this.#at = {
        ...this.#at,
        row: number,
        rowMac: mac,
        loose: {
          ...loose,
          batches: digestAfter(loose.batches, text),
          rows: loose.rows + 1,
          changed: loose.changed || signed === 'bad',
          keyId:
            loose.keyId ??
            (signed === 'unknown-key' ? batch?.keyId : undefined),
        },
      };
    }
    return this.#next;
  }

  #take(read: ReadFact): void {
    const { sequence, text, hash, fact } = read;
    const next = this.#next;
    const batch = next && next.batch.first <= sequence ? next.batch : undefined;
    if (next && batch) {
      this.#enter(next);
    }
    const recorded = fact?.recordedAt.getTime() ?? Number.NaN;
    const at = Number.isNaN(recorded) ? this.#at.at : recorded;
    const inOrder = sequence === this.#at.sequence + 1;
    if (!inOrder || this.#at.missing) {
      this.#findMissing(
        'fact-missing',
        sequence - 1,
        at,
        inOrder ? [] : [text],
      );
    }
    // Behind a gap the hash before is not known, so that whether the fact fits it cannot be known either.
    const fits =
      fact && (!inOrder || !batch || this.#fits(this.#at.hash, fact, batch));
    if (!fits) {
      this.#find({ code: 'fact-changed', sequence, ...timeOf(at) }, [
        'fact',
        text,
      ]);
    }
    const { missing, loose, ...place } = this.#at;
    this.#at = {
      ...place,
      sequence,
      hash,
      at,
      loose: { ...loose, facts: digestAfter(loose.facts, text) },
    };
  }

  /** Facts that are missing up to one. */
  #findMissing(
    code: 'fact-missing' | 'end-missing',
    until: number,
    at: number | undefined,
    behind: string[],
  ): void {
    const { missing } = this.#at;
    const sequence = missing?.first ?? this.#at.sequence + 1;
    this.#find(
      {
        code,
        sequence,
        until,
        ...timeOf(missing?.at ?? this.#at.at ?? at),
      },
      ['missing', sequence, until, ...behind],
    );
  }

  /** Whether a fact's hash is that of its content. */
  #fits(previous: string, fact: StoredFact, batch: Batch): boolean {
    const text = factText(previous, fact, fact.dataText);
    return batch.kind === 'inherited'
      ? fact.hash === plainHash(text)
      : this.#check(signedFactText(text), {
          keyId: batch.keyId,
          mac: fact.hash,
        }) === 'good';
  }

  /** Comes to a batch that is as it was signed: says what stands before it and is not, and whether they are linked. */
  #enter({ batch, text }: { batch: Batch; text: string }): void {
    if (this.#at.entered === batch.number) {
      return;
    }
    const { loose, covered } = this.#at;
    const first = covered + 1;
    const skipped = batch.number - this.#at.batch - 1 - loose.rows;
    const before = {
      sequence: first,
      until: Math.max(first, batch.first - 1),
      ...timeOf(this.#at.at),
    };
    const lacks = beganUnsigned(this.#at, batch)
      ? 'facts-unsigned'
      : 'batch-missing';
    const isLoose = loose.rows > 0 || loose.facts !== '';
    if (isLoose) {
      this.#findLoose(before, skipped > 0 ? lacks : 'fact-added');
    } else if (skipped > 0) {
      this.#find({ code: lacks, ...before }, [
        'batches',
        this.#at.batch + 1,
        batch.number - 1,
      ]);
    }
    const linked =
      loose.rows > 0 ||
      skipped > 0 ||
      batch.previous === this.#at.mac ||
      adoptedLater(this.#at, batch);
    if (!linked || batch.first <= covered) {
      const { first: sequence, last: until } = batch;
      this.#find(
        {
          code: 'batch-changed',
          sequence,
          until,
          ...timeOf(batch.at.getTime()),
        },
        ['batch', text],
      );
    }
    this.#at = { ...this.#at, entered: batch.number, loose: NOTHING_LOOSE };
  }

  /** Ends a batch that is as it was signed: its hash is that of its last fact, whatever stands there. */
  #close(next: { batch: Batch; text: string }): void {
    this.#enter(next);
    const { batch } = next;
    const { sequence, loose } = this.#at;
    const ends = { row: batch.number, rowMac: batch.mac };
    if (sequence < batch.last) {
      this.#at = {
        ...this.#at,
        missing: this.#at.missing ?? { first: sequence + 1, at: this.#at.at },
      };
    } else if (sequence === batch.last && this.#at.hash !== batch.hash) {
      this.#find(
        {
          code: 'facts-rewritten',
          sequence: batch.first,
          until: batch.last,
          ...timeOf(batch.at.getTime()),
        },
        ['facts', batch.number, loose.facts],
      );
    }
    this.#at = {
      ...this.#at,
      ...ends,
      sequence: Math.max(sequence, batch.last),
      hash: batch.hash,
      batch: batch.number,
      mac: batch.mac,
      covered: Math.max(this.#at.covered, batch.last),
      ...(batch.kind === 'inherited'
        ? { inherited: batch.last, inheritedAt: batch.at.getTime() }
        : {}),
      at: Math.max(this.#at.at ?? 0, batch.at.getTime()),
      loose: NOTHING_LOOSE,
    };
    this.#next = undefined;
  }

  /** At the end of the log: what is missing there, and what no batch vouches for. */
  #end(): void {
    if (this.#at.missing) {
      this.#findMissing('end-missing', this.#at.sequence, this.#at.at, []);
    }
    const { loose, covered, sequence } = this.#at;
    if (loose.rows > 0 || loose.facts !== '') {
      this.#findLoose(
        {
          sequence: covered + 1,
          until: Math.max(covered + 1, sequence),
          ...timeOf(this.#at.at),
        },
        this.#at.batch === 0 ? 'facts-unsigned' : 'fact-added',
      );
    }
  }

  #findLoose(
    where: { sequence: number; until: number; at?: string },
    otherwise: AuditFinding['code'],
  ): void {
    const { changed, keyId, facts, batches } = this.#at.loose;
    const evidence = ['loose', where.sequence, batches, facts];
    if (!changed && keyId !== undefined) {
      this.#find({ code: 'key-unknown', keyId, ...where }, evidence);
    } else {
      const code = changed ? 'batch-changed' : otherwise;
      this.#find({ code, ...where }, evidence);
    }
  }

  #find(
    finding: Omit<AuditFinding, 'id'>,
    [kind, ...evidence]: (string | number)[],
  ): void {
    this.findings.push({
      id: findingId(String(kind), ...evidence),
      ...finding,
    });
  }
}
