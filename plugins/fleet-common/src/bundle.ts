import { z } from 'zod';

/** A sentence in both languages of the pages. */
interface Sentence {
  en: string;
  'zh-CN': string;
}

/**
 * What a version of the bundle brought: each capability with the smallest version that gives it, and what it lets people do.
 * A cluster of an older version goes on without it, and pages say so in these words.
 */
const CAPABILITIES = {
  'scheduled-jobs': {
    since: 2,
    en: 'Scheduled jobs can be released',
    'zh-CN': '可以发布定时任务',
  },
  'stateful-services': {
    since: 3,
    en: 'Stateful services with volumes of their own can be released',
    'zh-CN': '可以发布自带存储卷的有状态服务',
  },
  'per-node-services': {
    since: 3,
    en: 'Services that run once on each node can be released',
    'zh-CN': '可以发布每台主机运行一个实例的服务',
  },
  jobs: {
    since: 3,
    en: 'Jobs can be run once and again',
    'zh-CN': '可以运行和重新运行一次性任务',
  },
  autoscaling: {
    since: 3,
    en: 'Services can be scaled by their load',
    'zh-CN': '服务可以按负载自动伸缩',
  },
  'disruption-budgets': {
    since: 3,
    en: 'Drains of nodes leave enough instances running, by budgets that Flytower writes',
    'zh-CN': '主机排空时，由 Flytower 写入的中断预算保证有足够的实例在运行',
  },
  eviction: {
    since: 3,
    en: 'An instance can be evicted, as far as its budget allows',
    'zh-CN': '可以在中断预算允许的范围内驱逐实例',
  },
  isolation: {
    since: 3,
    en: 'An instance can be isolated to be looked at',
    'zh-CN': '可以隔离实例以便排查问题',
  },
  console: {
    since: 3,
    en: 'Consoles and debug containers can be allowed for an environment',
    'zh-CN': '可以为环境开放控制台和调试容器',
  },
  usage: {
    since: 3,
    en: 'CPU and memory that instances and nodes use are shown, where the cluster measures them',
    'zh-CN': '集群提供指标时，显示实例和主机的 CPU 与内存用量',
  },
  routes: {
    since: 3,
    en: 'Requests can be divided by weight or header, where the cluster has a Gateway API',
    'zh-CN': '集群具备 Gateway API 时，可以按权重或请求头分配请求',
  },
  leaders: {
    since: 3,
    en: 'Who leads the scheduler and the controller manager is shown',
    'zh-CN': '显示调度器和控制器管理器当前由谁主持',
  },
  guard: {
    since: 3,
    en: 'The cluster itself refuses to others the relabelling, scaling and removal of what Flytower made, Secrets of bindings included',
    'zh-CN':
      '集群本身拒绝他人对 Flytower 创建的对象（包括绑定的机密）改标签、伸缩或删除',
  },
  'no-way-back': {
    since: 3,
    en: 'The cluster itself refuses to be put back by a portal whose database is older than what runs',
    'zh-CN': '集群本身拒绝被数据库落后于运行状态的 Flytower 回退',
  },
  'one-portal': {
    since: 3,
    en: 'The cluster remembers which portal it belongs to, so that two do not fight over it',
    'zh-CN': '集群记住自己属于哪个 Flytower，避免两个 Flytower 互相争夺',
  },
} as const satisfies Record<string, Sentence & { since: number }>;

/** @public */
export type BundleCapability = keyof typeof CAPABILITIES;

const NAMES = Object.keys(CAPABILITIES) as [
  BundleCapability,
  ...BundleCapability[],
];

/**
 * The newest version of the bundle that the table of capabilities knows.
 *
 * @public
 */
export const NEWEST_BUNDLE: number = Math.max(
  ...NAMES.map(name => CAPABILITIES[name].since),
);

/**
 * What a cluster that holds this version of the bundle lacks. Nothing is said to be missing where the version is not known:
 * nobody has looked yet.
 *
 * @public
 */
export function missingFrom(version: number | undefined): BundleCapability[] {
  return version === undefined
    ? []
    : NAMES.filter(name => CAPABILITIES[name].since > version);
}

/**
 * The smallest version of the bundle that gives a capability.
 *
 * @public
 */
export function bundleSince(capability: BundleCapability): number {
  return CAPABILITIES[capability].since;
}

/**
 * What a capability lets people do, in the language of the reader; English for languages that Flytower does not speak.
 *
 * @public
 */
export function bundleSentence(
  capability: BundleCapability,
  language: string = 'en',
): string {
  return CAPABILITIES[capability][language === 'zh-CN' ? 'zh-CN' : 'en'];
}

/**
 * What to do where a capability is missing.
 *
 * @example
 * "Scheduled jobs can be released from version 2 of the bundle on: let the cluster's administrator apply the bundle again"
 * @public
 */
export function bundleNeed(
  capability: BundleCapability,
  language: string = 'en',
): string {
  const since = bundleSince(capability);
  const sentence = bundleSentence(capability, language);
  return language === 'zh-CN'
    ? `权限包版本 ${since} 起${sentence}：请集群管理员重新应用权限包`
    : `${sentence} from version ${since} of the bundle on: let the cluster's administrator apply the bundle again`;
}

/**
 * The bundle that a cluster holds, and what the newest one would add.
 *
 * @public
 */
export const clusterBundleSchema = z.object({
  version: z
    .int()
    .min(1)
    .optional()
    .describe('Absent where there is none, and while nobody has looked'),
  newest: z.int().min(1).describe('The version that this Flytower goes with'),
  missing: z
    .array(
      z.object({
        capability: z.enum(NAMES),
        since: z.int().describe('The smallest version that gives it'),
        sentence: z.string().describe('What it lets people do'),
      }),
    )
    .describe('What the newest version would add to the one that is there'),
});

/** @public */
export type ClusterBundle = z.infer<typeof clusterBundleSchema>;

/**
 * What pages and other backends are told of the bundle of a cluster.
 *
 * @public
 */
export function clusterBundle(version: number | undefined): ClusterBundle {
  return {
    ...(version === undefined ? {} : { version }),
    newest: NEWEST_BUNDLE,
    missing: missingFrom(version).map(capability => ({
      capability,
      since: bundleSince(capability),
      sentence: bundleSentence(capability),
    })),
  };
}
