import {
  BundleCapability,
  bundleNeed,
  bundleSentence,
  clusterBundle,
  clusterBundleSchema,
  missingFrom,
  NEWEST_BUNDLE,
} from './bundle';

describe('What a newer bundle gives', () => {
  it('is nothing to a cluster that holds the newest, or a newer one still', () => {
    expect(missingFrom(NEWEST_BUNDLE)).toEqual([]);
    expect(missingFrom(NEWEST_BUNDLE + 1)).toEqual([]);
  });

  it('is what came after the version that is there', () => {
    const fromFirst = missingFrom(1);
    expect(fromFirst).toContain('scheduled-jobs');
    expect(missingFrom(2)).toEqual(
      fromFirst.filter(capability => capability !== 'scheduled-jobs'),
    );
    expect(missingFrom(2)).toEqual(
      expect.arrayContaining<BundleCapability>([
        'stateful-services',
        'autoscaling',
        'isolation',
        'console',
        'guard',
      ]),
    );
  });

  it('is not said where nobody knows what is there', () => {
    expect(clusterBundle(undefined)).toEqual({
      newest: NEWEST_BUNDLE,
      missing: [],
    });
  });

  it('is said in both languages, and by the API in English', () => {
    for (const { capability, sentence } of clusterBundle(1).missing) {
      expect(sentence).toBe(bundleSentence(capability, 'en'));
      expect(sentence).toMatch(/^[A-Z][^.]*$/);
      expect(bundleSentence(capability, 'zh-CN')).toMatch(/[\u4e00-\u9fff]/);
      // A language that Flytower does not speak.
      expect(bundleSentence(capability, 'fr')).toBe(sentence);
    }
    expect(clusterBundleSchema.parse(clusterBundle(2)).version).toBe(2);
  });

  it('comes with what to do', () => {
    expect(bundleNeed('scheduled-jobs')).toBe(
      "Scheduled jobs can be released from version 2 of the bundle on: let the cluster's administrator apply the bundle again",
    );
    expect(bundleNeed('console', 'zh-CN')).toBe(
      '权限包版本 3 起可以为环境开放控制台和调试容器：请集群管理员重新应用权限包',
    );
  });
});
