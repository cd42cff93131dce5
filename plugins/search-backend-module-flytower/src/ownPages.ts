import express, { Response } from 'express';

/** How many results a page has where nobody says. As the search's own. */
const PAGE = 25;

/**
 * Says that there is a next page whenever this one is full, and only then. The engine says it when there are more documents,
 * seen or not: whoever searched for `checkout secret-project`, one result a page, would learn whether somebody else has a
 * document with the second word.
 */
export function ownPages(): express.Router {
  const router = express.Router();
  router.get('/query', (req, res, next) => {
    const limit = Number(req.query.pageLimit ?? PAGE) || PAGE;
    const page = pageOf(req.query.pageCursor);
    const json = res.json.bind(res);
    res.json = (body: unknown): Response =>
      json(res.statusCode === 200 ? paged(body, page, limit) : body);
    next();
  });
  return router;
}

function paged(body: unknown, page: number, limit: number): unknown {
  if (typeof body !== 'object' || body === null || !('results' in body)) {
    return body;
  }
  const { results } = body;
  const isFull = Array.isArray(results) && results.length >= limit;
  return { ...body, nextPageCursor: isFull ? cursorOf(page + 1) : undefined };
}

function pageOf(cursor: unknown): number {
  return typeof cursor === 'string'
    ? Number(Buffer.from(cursor, 'base64').toString('utf8')) || 0
    : 0;
}

function cursorOf(page: number): string {
  return Buffer.from(String(page), 'utf8').toString('base64');
}
