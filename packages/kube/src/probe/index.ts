export type { ProbeOptions } from './probeCluster';
export { probeCluster } from './probeCluster';
export type {
  ClusterMode,
  ProbeProblem,
  ProbeProblemCode,
  ProbeResult,
  ReadinessItem,
} from './ProbeResult';
