import { KubeError } from '@flytower/kube';
import {
  OnboardingProblem,
  PlannedObject,
} from '@flytower/plugin-tenancy-common';
import { z } from 'zod';
import { TenantObject } from '../../domain/TenantObject';

/** What one cluster says to an onboarding. */
export interface ClusterReview {
  objects: PlannedObject[];
  problems: OnboardingProblem[];
}

/** What it says to one object. */
export interface ObjectReview {
  object: PlannedObject;
  problem?: OnboardingProblem;
}

/** What is there already and is not to be had. */
export function notToBeHad(
  cluster: string,
  object: TenantObject,
  sentence: string,
): ObjectReview {
  return {
    object: planned(cluster, object, 'refused', sentence),
    problem: {
      code:
        object.manifest.kind === 'Namespace'
          ? 'foreign-namespace'
          : 'foreign-object',
      blocking: true,
      cluster,
      sentence,
    },
  };
}

/** What a failed dry run means: a refusal is about the object, silence is about the cluster. */
export function refused(
  cluster: string,
  object: TenantObject,
  { kind, sentence }: KubeError,
): ObjectReview {
  switch (kind) {
    case 'forbidden':
    case 'unauthorised':
      return {
        object: planned(cluster, object, 'refused', sentence),
        problem: { code: 'rights-missing', blocking: true, cluster, sentence },
      };
    case 'invalid':
    case 'conflict':
    case 'not-found':
    case 'quota-exceeded':
      return {
        object: planned(cluster, object, 'refused', sentence),
        problem: {
          code: 'refused-by-cluster',
          blocking: true,
          cluster,
          sentence,
        },
      };
    case 'timeout':
    case 'unreachable':
    case 'throttled':
    case 'server':
      return {
        object: planned(cluster, object, 'no-answer', sentence),
        problem: {
          code: 'cluster-unreachable',
          blocking: false,
          cluster,
          sentence,
        },
      };
    default:
      return kind satisfies never;
  }
}

/** A cluster that cannot be asked: what would be made, without its answer. */
export function silent(
  cluster: string,
  objects: readonly TenantObject[],
  problem: Omit<OnboardingProblem, 'cluster'>,
): ClusterReview {
  return {
    objects: objects.map(object =>
      planned(cluster, object, 'no-answer', problem.sentence),
    ),
    problems: [{ ...problem, cluster }],
  };
}

/** Each sentence once; that a whole namespace is not to be had comes before what else is not. */
export function onePerSentence(
  problems: OnboardingProblem[],
): OnboardingProblem[] {
  const isNamespace = ({ code }: OnboardingProblem) =>
    code === 'foreign-namespace';
  const ordered = [
    ...problems.filter(isNamespace),
    ...problems.filter(one => !isNamespace(one)),
  ];
  return [...new Map(ordered.map(one => [one.sentence, one])).values()];
}

const manifestSchema = z.record(z.string(), z.json());

/** An object that would be made, with what its cluster says to it. */
export function planned(
  cluster: string,
  { manifest, environment, purpose }: TenantObject,
  dryRun: PlannedObject['dryRun'],
  message: string,
): PlannedObject {
  const { apiVersion, kind, metadata } = manifest;
  return {
    cluster,
    apiVersion,
    kind,
    name: metadata.name,
    ...(metadata.namespace === undefined
      ? {}
      : { namespace: metadata.namespace }),
    ...(environment === undefined ? {} : { environment }),
    purpose,
    manifest: manifestSchema.parse(manifest),
    dryRun,
    message,
  };
}
