import { Manifest } from '@flytower/kube';
import { ManifestFacts } from '../domain/records';
import { Seen } from '../domain/sight';
import { Rendering } from '../rendering/renderPodTemplate';
import { ServiceIdentity } from '../rendering/ServiceIdentity';

/** How many instances there are: all that stay, those of the goal, and of these the ready ones. */
export interface Counts {
  current: number;
  updated: number;
  ready: number;
}

/** Names an object of a service. */
export interface NamedObject {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
}

/** What is asked of every kind of workload; the rest of Flytower knows no kind. */
export interface WorkloadKind {
  /** The workload itself. */
  workload(identity: ServiceIdentity): NamedObject;
  /** What may stand beside it: a service has it or not, as its specification says. */
  beside(identity: ServiceIdentity): NamedObject[];
  /** The objects in the order of sending, the workload last. */
  render(rendering: Rendering): Manifest[];
  /** The same objects with other numbers: no pod is replaced by that. */
  resize(
    objects: readonly Manifest[],
    size: Pick<Rendering, 'instances' | 'paused'>,
  ): Manifest[];
  /** Counts what is seen against what was sent. */
  count(seen: Seen, sent: ManifestFacts): Counts;
  /** The `replicas` of its inventory row, when it is as it was sent. */
  expects(sent: Pick<ManifestFacts, 'instances' | 'paused'>): number;
  /** Whether what was sent runs whole. The workload is known to be as new as what was sent. */
  arrived(seen: Seen, sent: ManifestFacts): boolean;
  /** Whether its instances can be told apart and counted: a scheduled job has runs that come and go. */
  readonly counted: boolean;
}
