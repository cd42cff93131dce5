import express, { NextFunction, Request, Response } from 'express';
import request from 'supertest';
import { boundedQuery } from './boundedQuery';

const app = express()
  .use(boundedQuery())
  .get('/query', (_req, res) => {
    res.sendStatus(200);
  })
  .use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
    res.status(400).send(`${error.name}: ${error.message}`);
  });
const cursor = (page: string) =>
  `pageCursor=${encodeURIComponent(Buffer.from(page).toString('base64'))}`;

describe('boundedQuery', () => {
  it.each(['', 'term=shop', cursor('0'), cursor('12'), 'pageLimit=25'])(
    'lets %s pass',
    async query => {
      const { status } = await request(app).get(`/query?${query}`);
      expect(status).toBe(200);
    },
  );

  it.each([
    ['pageCursor=LTE=', 'The pageCursor is not one of the search'],
    [cursor('x'), 'The pageCursor is not one of the search'],
    [cursor('1.5'), 'The pageCursor is not one of the search'],
    [cursor('1e9'), 'The pageCursor is not one of the search'],
    [cursor('99999999'), 'The pageCursor is not one of the search'],
    ['pageCursor[]=MQ==', 'The pageCursor is not one of the search'],
    ['pageLimit=-1', 'The pageLimit must be a whole number'],
    [`filters[kind]=${'a'.repeat(5_000)}`, 'at most 4096 characters'],
  ])('refuses %s', async (query, sentence) => {
    const { status, text } = await request(app).get(`/query?${query}`);
    expect([status, text]).toEqual([400, expect.stringContaining(sentence)]);
  });
});
