import {
  previewOf,
  problemsOfRelease,
  ReleaseForm,
  startOf,
  toRequest,
} from './releaseForm';

const clusters = [
  { id: '01EAST', name: 'east' },
  { id: '01WEST', name: 'west' },
];
const unreleased = { kind: 'web' as const, environments: [] };
const tenToTwo: ReleaseForm = {
  environment: 'prod',
  instances: 10,
  weights: { east: 6, west: 4 },
  note: '',
};

describe('release form', () => {
  it('starts with two instances, spread evenly', () => {
    expect(startOf({ name: 'prod', clusters }, unreleased)).toEqual({
      environment: 'prod',
      instances: 2,
      weights: { east: 1, west: 1 },
      note: '',
    });
  });

  it('starts as the service runs now', () => {
    const service = {
      ...unreleased,
      environments: [
        { environment: 'prod', revision: 1, instances: 10, clusters: ['east'] },
      ],
    };
    expect(
      startOf({ name: 'prod', clusters }, service, { east: 6 }),
    ).toMatchObject({ instances: 10, weights: { east: 6, west: 0 } });
  });

  it('shows ten instances at 6:4 as six and four', () => {
    expect(previewOf(tenToTwo, clusters, '01CHECKOUT')).toEqual([
      { cluster: 'east', wanted: 6, ready: 0 },
      { cluster: 'west', wanted: 4, ready: 0 },
    ]);
  });

  it('leaves out a cluster of weight 0', () => {
    expect(
      toRequest({ ...tenToTwo, weights: { east: 1, west: 0 } }).clusters,
    ).toEqual([{ cluster: 'east', weight: 1 }]);
  });

  it.each<[string, Partial<ReleaseForm>, string]>([
    ['0:0', { weights: { east: 0, west: 0 } }, 'ratio.zero'],
    ['a negative weight', { weights: { east: -1, west: 1 } }, 'weight.invalid'],
    ['−1 instances', { instances: -1 }, 'instances.invalid'],
    ['1e9 instances', { instances: 1e9 }, 'instances.invalid'],
    ['no number', { instances: Number.NaN }, 'instances.invalid'],
    ['a long note', { note: 'x'.repeat(501) }, 'note.tooLong'],
  ])('says what is wrong with %s and previews nothing', (_, change, code) => {
    const form = { ...tenToTwo, ...change };
    expect(problemsOfRelease(form).map(one => one.code)).toEqual([code]);
    expect(previewOf(form, clusters, '01CHECKOUT')).toEqual([]);
  });
});
