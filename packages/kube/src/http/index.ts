export type {
  KubeRequest,
  KubeResponse,
  KubeStream,
  Transport,
} from './Transport';
