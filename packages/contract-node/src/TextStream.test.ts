import { mockCredentials } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import request from 'supertest';
import { startToyBackend } from './__testUtils__/toyPlugin';
import { TextStream } from './TextStream';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };

async function exported(pieces: () => AsyncIterable<string>) {
  const { server } = await startToyBackend({
    decision: ALLOW,
    handlers: { exportShelves: async () => TextStream.of(pieces()) },
  });
  return request(server)
    .get('/api/toys/v1/shelves.csv')
    .set('authorization', mockCredentials.user.header());
}

describe('a file that is given piece by piece', () => {
  it('is sent as one text', async () => {
    const response = await exported(async function* pieces() {
      yield 'shelf\r\n';
      yield 'top\r\n';
    });
    expect(response.status).toBe(200);
    expect(response.type).toBe('text/csv');
    expect(response.text).toBe('shelf\r\ntop\r\n');
    expect(response.headers['content-length']).toBeUndefined();
  });

  it('breaks off where a piece fails, so that nobody takes half of it for all', async () => {
    const answer = exported(async function* pieces() {
      yield 'x'.repeat(100_000);
      throw new Error('the database is away');
    });
    await expect(answer).rejects.toThrow(/aborted|hang up|reset/i);
  });
});
