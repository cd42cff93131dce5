import { listPath, objectPath } from './objectPath';

const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'a', name: 'b' };

describe('The path of an object', () => {
  it.each([
    [pod, '/api/v1/namespaces/a/pods/b'],
    [
      { apiVersion: 'v1', kind: 'Namespace', name: 'a' },
      '/api/v1/namespaces/a',
    ],
    [
      { ...pod, apiVersion: 'apps/v1', kind: 'Deployment' },
      '/apis/apps/v1/namespaces/a/deployments/b',
    ],
    // A name cannot leave its place in the path.
    [{ ...pod, name: '../x?y' }, '/api/v1/namespaces/a/pods/..%2Fx%3Fy'],
  ])('of %j is %s', (ref, path) => {
    expect(objectPath(ref)).toBe(path);
  });

  it('of a list may be in all namespaces', () => {
    expect(listPath({ apiVersion: 'v1', kind: 'Pod' })).toBe('/api/v1/pods');
  });

  it.each([
    [{ ...pod, namespace: undefined }, /none was given/],
    [{ ...pod, kind: 'Node' }, /lives in no namespace/],
    [{ ...pod, kind: 'Widget' }, /does not work with Widget/],
    [{ ...pod, name: '..' }, /is not a name/],
    [{ ...pod, name: '' }, /is not a name/],
  ])('does not exist for %j', (ref, words) => {
    expect(() => objectPath(ref)).toThrow(words);
  });
});
