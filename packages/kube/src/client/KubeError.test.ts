import { EgressGuard } from '../connection/EgressGuard';
import { CallTimeout } from '../http/Deadline';
import { KubeError, KubeErrorKind } from './KubeError';

const status = (code: number, reason: string, message: string) => ({
  status: code,
  headers: {},
  body: JSON.stringify({ kind: 'Status', code, reason, message }),
});

describe('KubeError', () => {
  // Bodies as API servers send them.
  it.each<[number, string, string, KubeErrorKind, RegExp]>([
    [401, 'Unauthorized', 'Unauthorized', 'unauthorised', /does not accept/],
    [
      403,
      'Forbidden',
      'pods is forbidden: User "x" cannot list resource "pods"',
      'forbidden',
      /does not allow this: pods is forbidden/,
    ],
    [
      403,
      'Forbidden',
      'pods "a" is forbidden: exceeded quota: quota, requested: pods=1, used: pods=10, limited: pods=10',
      'quota-exceeded',
      /used: pods=10, limited: pods=10$/,
    ],
    [404, 'NotFound', 'pods "a" not found', 'not-found', /pods "a" not found/],
    [409, 'AlreadyExists', 'it exists', 'conflict', /somebody else holds it/],
    [409, 'Conflict', 'Apply failed with 1 conflict', 'conflict', /conflict$/],
    [422, 'Invalid', 'spec.replicas: Invalid value', 'invalid', /as invalid/],
    [429, 'TooManyRequests', 'slow down', 'throttled', /asks to wait/],
    [
      500,
      'InternalError',
      'etcd is away',
      'server',
      /status 500: etcd is away/,
    ],
    [503, 'ServiceUnavailable', 'soon', 'server', /status 503/],
    [504, 'Timeout', 'request timed out', 'timeout', /timed out/],
  ])('takes %i %s (%s) for %s', (code, reason, message, kind, words) => {
    const error = KubeError.fromResponse(
      'east',
      'GET /x',
      status(code, reason, message),
    );
    expect(error).toMatchObject({ kind, status: code, code: reason });
    expect(error.sentence).toMatch(words);
    expect(error.sentence).toMatch(/[Cc]luster "east"/);
    expect(error.message).toContain('GET /x');
  });

  it('understands what is no Status, and keeps it short', () => {
    const error = KubeError.fromResponse('east', 'GET /x', {
      status: 502,
      headers: {},
      body: `<html>${'x'.repeat(10_000)}`,
    });
    expect(error.kind).toBe('server');
    expect(error.sentence.length).toBeLessThan(300);
  });

  it.each([
    ['2', 2_000],
    [' 2 ', 2_000],
    ['0', 0],
    ['60', 60_000],
    ['86400', 60_000],
    [`${'9'.repeat(400)}`, 60_000],
    ['-5', undefined],
    ['1.5', undefined],
    ['1e9', undefined],
    ['', undefined],
    ['soon', undefined],
    ['Fri, 31 Dec 2099 23:59:59 GMT', undefined],
    [undefined, undefined],
  ])('takes %j for a wait of %j ms', (header, ms) => {
    const busy = {
      ...status(429, 'TooManyRequests', ''),
      headers: { 'retry-after': header },
    };
    expect(KubeError.fromResponse('east', 'GET /x', busy).retryAfterMs).toBe(
      ms,
    );
  });

  it.each([
    [3, 3_000],
    [86_400, 60_000],
    [-1, undefined],
  ])('takes %j s inside a watch for %j ms', (seconds, ms) => {
    expect(
      KubeError.fromStatus('east', 'watch /x', {
        code: 429,
        details: { retryAfterSeconds: seconds },
      }).retryAfterMs,
    ).toBe(ms);
  });

  it.each([
    ['ECONNREFUSED', /nothing listens at its address/],
    ['ENOTFOUND', /its name is not known/],
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      /not signed by a certificate authority that counts/,
    ],
    ['EUNHEARDOF', /the connection failed \(EUNHEARDOF\)$/],
    ['HPE_INVALID_CONSTANT', /does not speak HTTP/],
  ])('puts the network error %s into words', (code, words) => {
    const cause = Object.assign(new Error('connect E 10.1.2.3:6443'), { code });
    const error = KubeError.fromFailure('east', 'GET /x', cause);
    expect(error).toMatchObject({ kind: 'unreachable', code });
    expect(error.sentence).toMatch(words);
    expect(error.sentence).not.toContain('10.1.2.3');
  });

  it.each([
    ['a page of a proxy', '<html>nginx at 10.1.2.3:6443</html>'],
    [
      'an API server whose webhook is away',
      JSON.stringify({
        kind: 'Status',
        message:
          'failed calling webhook "a": Post "https://10.1.2.3:6443/x": dial tcp 10.1.2.3:6443: i/o timeout',
      }),
    ],
  ])('tells no address of %s', (_, body) => {
    expect(
      KubeError.fromResponse('east', 'GET /x', {
        status: 502,
        headers: {},
        body,
      }).sentence,
    ).not.toMatch(/10\.1\.2\.3|6443/);
  });

  it('tells a forbidden address to nobody but its cause', () => {
    const guard = EgressGuard.fromCidrs([]);
    const failure = () => {
      try {
        guard.check('https://10.1.2.3:6443');
        return undefined;
      } catch (error) {
        return error;
      }
    };
    const error = KubeError.fromFailure('east', 'GET /x', failure());
    expect(error).toMatchObject({
      kind: 'unreachable',
      code: 'EGRESS_REFUSED',
    });
    expect(error.sentence).not.toContain('10.1.2.3');
  });

  it('tells a timeout from the rest', () => {
    expect(
      KubeError.fromFailure('east', 'GET /x', new CallTimeout(2500)),
    ).toMatchObject({
      kind: 'timeout',
      sentence: 'Cluster "east" did not answer within 2.5 s',
    });
  });
});
