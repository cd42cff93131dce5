import type { Server } from 'node:http';
import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';

/** Asks a backend as somebody who is signed in to it. */
export function asPerson(server: Server, person: string) {
  return request
    .agent(server)
    .set('authorization', mockCredentials.user.header(person));
}
