import { RequestHandler } from 'express';
import { bodyWithoutTraces } from './withoutTraces';

/** Characters of one text in an error. Nobody reads more, and much of it may be what the caller sent. */
const MOST = 10_000;

/**
 * Takes stack traces and paths of the server out of every answer that is an error, whichever plugin wrote it and in
 * whatever mode the backend runs. A text that is longer than 10,000 characters is cut.
 */
export const safeAnswers: RequestHandler = (_, response, next) => {
  const send = response.send.bind(response);
  response.send = body =>
    send(
      response.statusCode >= 400 && typeof body === 'string'
        ? bodyWithoutTraces(body, MOST)
        : body,
    );
  next();
};
