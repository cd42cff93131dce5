import express from 'express';
import request from 'supertest';
import { ownPages } from './ownPages';

const answering = (results: number, nextPageCursor?: string, status = 200) =>
  express()
    .use(ownPages())
    .get('/query', (_req, res) => {
      res
        .status(status)
        .json({ results: Array(results).fill({}), nextPageCursor });
    });
const nextOf = async (app: express.Express, query: string) =>
  (await request(app).get(`/query?term=checkout${query}`)).body.nextPageCursor;

describe('ownPages', () => {
  it('says the same of what comes after a page, whether hidden documents match or not', async () => {
    const second = Buffer.from('1').toString('base64');
    expect(await nextOf(answering(1, 'MQ=='), '&pageLimit=1')).toBe(second);
    expect(await nextOf(answering(1), '&pageLimit=1')).toBe(second);
    expect(await nextOf(answering(3, 'MQ=='), '')).toBe(undefined);
    expect(await nextOf(answering(3), '')).toBe(undefined);
    expect(await nextOf(answering(25), '&pageCursor=Mg==')).toBe(
      Buffer.from('3').toString('base64'),
    );
  });

  it('leaves errors alone', async () => {
    expect(await nextOf(answering(0, 'as it was', 400), '')).toBe('as it was');
  });
});
