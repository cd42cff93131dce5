import { ConflictError } from '@backstage/errors';
import { Store } from '@flytower/durable';
import { AuditFinding, AuditIntegrity } from '@flytower/plugin-audit-common';
import { Acknowledgements } from './Acknowledgements';
import { verdictOf } from './CheckResult';
import { JobRow } from './JobRow';
import { newestSequence } from './LogReader';

/** What is known of the log: what the last check found, less what was acknowledged since. Reading it checks nothing. */
export class Verdicts {
  readonly #store: Store;
  readonly #row: JobRow;
  readonly #acknowledgements: Acknowledgements;

  static create(options: {
    store: Store;
    row: JobRow;
    acknowledgements: Acknowledgements;
  }): Verdicts {
    return new Verdicts(options);
  }

  private constructor(options: Parameters<typeof Verdicts.create>[0]) {
    this.#store = options.store;
    this.#row = options.row;
    this.#acknowledgements = options.acknowledgements;
  }

  /** The last verdict, the newest fact, and how far the check that runs has come. */
  async state(): Promise<AuditIntegrity> {
    const { kept, running } = await this.#row.read();
    const newest = await newestSequence(this.#store.knex);
    return {
      ...(kept?.result
        ? {
            verdict: verdictOf(
              kept.result,
              await this.#acknowledgements.read(),
              newest,
            ),
          }
        : {}),
      newest,
      running,
    };
  }

  /**
   * Says that a person knows of findings of the last check, and why. Who says it again changes nothing.
   *
   * @throws ConflictError where the last check has no such finding
   */
  async acknowledge(
    ids: readonly string[],
    act: { by: string; reason: string },
  ): Promise<AuditIntegrity> {
    const { kept } = await this.#row.read();
    const found = kept?.result?.found;
    const findings = new Map<string, AuditFinding>(
      [...(found?.first ?? []), ...(found?.acknowledged.first ?? [])].map(
        finding => [finding.id, finding],
      ),
    );
    const named = [...new Set(ids)].map(id => {
      const finding = findings.get(id);
      if (!finding) {
        throw new ConflictError(
          `The last check of the operation log has no finding "${id}": another check was the last meanwhile; read the verdict again`,
        );
      }
      return finding;
    });
    await this.#acknowledgements.add(named, act);
    return this.state();
  }
}
