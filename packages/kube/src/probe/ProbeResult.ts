import { PodResources } from '../inventory/rows';

/**
 * One line of a readiness report: what was looked for, what was found, what to do.
 *
 * @public
 */
export interface ReadinessItem {
  /** `right-to-create-namespaces` */
  id: string;
  title: string;
  state: 'ready' | 'warning' | 'missing' | 'unknown';
  /** Without it, tenants cannot come to this cluster. */
  required: boolean;
  sentence: string;
}

/**
 * Why a cluster cannot be used, for programs.
 *
 * @public
 */
export type ProbeProblemCode =
  | 'bad-address'
  | 'not-https'
  | 'egress-refused'
  | 'bad-ca'
  | 'bad-certificate'
  | 'key-mismatch'
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'system-masters'
  | 'unreachable'
  | 'timeout'
  | 'not-tls'
  | 'wrong-ca'
  | 'wrong-name'
  | 'server-certificate-expired'
  | 'not-kubernetes'
  | 'credential-refused'
  | 'no-rights'
  | 'failed';

/** @public */
export interface ProbeProblem {
  code: ProbeProblemCode;
  /** What is wrong and what to do, for a person. */
  sentence: string;
}

/**
 * `managed`: the bundle is there, and Flytower makes namespaces. `given-namespaces`: it is not; what is missing for it is
 * in the readiness report.
 *
 * @public
 */
export type ClusterMode = 'managed' | 'given-namespaces';

/** @public */
export type ProbeResult =
  | {
      ok: true;
      /** `v1.36.3` */
      version: string;
      identity: { user: string; groups: string[] };
      /** When the client certificate ends, ISO 8601; absent for a token. */
      certificateExpiresAt?: string;
      nodeCount: number;
      capacity: PodResources;
      allocatable: PodResources;
      /** The uid of `kube-system`: two addresses with the same uid are one cluster. */
      clusterUid: string;
      mode: ClusterMode;
      /** The version of the bundle that is there; absent where there is none, or where it could not be asked. */
      bundleVersion?: number;
      readiness: ReadinessItem[];
    }
  | { ok: false; problem: ProbeProblem };
