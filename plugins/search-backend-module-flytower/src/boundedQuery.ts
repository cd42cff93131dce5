import { InputError } from '@backstage/errors';
import express from 'express';

const LONGEST_QUERY = 4 * 1024;
const LAST_PAGE = 10_000;

/** Refuses questions to the search that it would fail at, or be busy with for everybody. Answers them 400. */
export function boundedQuery(): express.RequestHandler {
  return ({ url, query }, _res, next) => {
    const { pageCursor, pageLimit } = query;
    if (url.length - url.indexOf('?') > LONGEST_QUERY) {
      next(
        new InputError(
          `A question to the search has at most ${LONGEST_QUERY} characters; ask with fewer filters`,
        ),
      );
    } else if (pageCursor !== undefined && !isPage(pageCursor)) {
      next(
        new InputError(
          'The pageCursor is not one of the search; begin again without it',
        ),
      );
    } else if (pageLimit !== undefined && !/^\d+$/.test(String(pageLimit))) {
      next(new InputError('The pageLimit must be a whole number from 0 on'));
    } else {
      next();
    }
  };
}

function isPage(cursor: unknown): boolean {
  if (typeof cursor !== 'string') {
    return false;
  }
  const page = Buffer.from(cursor, 'base64').toString('utf8');
  return /^\d*$/.test(page) && Number(page) <= LAST_PAGE;
}
