import { ConflictError, InputError } from '@backstage/errors';
import { Operation } from '@flytower/contract';
import { Clock, Store } from '@flytower/durable';
import {
  OnboardingPlan,
  OnboardingProblem,
  OnboardingRequest,
} from '@flytower/plugin-tenancy-common';
import { listInWords } from '../../domain/sentences';
import { Asking, CommandRunner } from '../operations/CommandRunner';
import { installationIdOf } from '../tenants/installationIdOf';
import { TenantStore } from '../tenants/TenantStore';
import { OnboardingReview } from './OnboardingReview';

/** What onboarding needs. */
export interface OnboardingOptions {
  store: Store;
  tenants: TenantStore;
  review: OnboardingReview;
  commands: CommandRunner;
  clock: Clock;
}

/** Onboards tenants: the review that the wizard shows, and the act, which starts from the same review. */
export class Onboarding {
  readonly #options: OnboardingOptions;

  private constructor(options: OnboardingOptions) {
    this.#options = options;
  }

  static create(options: OnboardingOptions): Onboarding {
    return new Onboarding(options);
  }

  /** What onboarding would make, and what stands against it. Changes nothing. */
  async plan(request: OnboardingRequest): Promise<OnboardingPlan> {
    const plan = await this.#review(request);
    if (!(await this.#isTaken(request.slug))) {
      return plan;
    }
    return {
      ...plan,
      possible: false,
      problems: [
        {
          code: 'name-taken',
          blocking: true,
          sentence: takenSentence(request.slug),
        },
        // What is there under that name belongs to the tenant that has it.
        ...plan.problems.filter(problem => !isForeign(problem)),
      ],
    };
  }

  /** Starts an onboarding, unless something stands against it that no waiting heals. */
  async onboard(
    request: OnboardingRequest,
    asking: Asking,
  ): Promise<Operation> {
    const { commands } = this.#options;
    const plan = (await this.#isTaken(request.slug))
      ? undefined
      : await this.#review(request);
    const problem = plan?.problems.find(({ blocking }) => blocking);
    // Of two clicks the other may have been faster: then its answer counts, not what it has made since.
    if (problem && !(await this.#isTaken(request.slug))) {
      throw isForeign(problem)
        ? new ConflictError(problem.sentence)
        : new InputError(problem.sentence);
    }
    return commands.startOnce('onboardTenant', request, asking, async trx => {
      const tenant =
        plan?.quota && plan.possible
          ? await this.#options.tenants.insert(
              trx,
              {
                ...request,
                quota: plan.quota,
                environments: plan.environments,
              },
              this.#options.clock.now(),
            )
          : undefined;
      if (!tenant) {
        throw new ConflictError(takenSentence(request.slug));
      }
      return commands.start(trx, tenant.id, asking.requester, {
        kind: 'tenant.onboard',
        summary: `Onboard ${tenant.slug} in ${listInWords(request.clusters)}`,
      });
    });
  }

  async #review(request: OnboardingRequest): Promise<OnboardingPlan> {
    const { store, review } = this.#options;
    return review.plan(request, await installationIdOf(store.knex));
  }

  async #isTaken(slug: string): Promise<boolean> {
    const row = await this.#options.store
      .knex('tenants')
      .where({ slug })
      .first('id');
    return row !== undefined;
  }
}

function isForeign({ code }: OnboardingProblem): boolean {
  return code === 'foreign-namespace' || code === 'foreign-object';
}

function takenSentence(slug: string): string {
  return `The tenant name "${slug}" is taken; choose another`;
}
