import { RequestHandler } from 'express';
import { bodyWithoutTraces } from './withoutTraces';

/**
 * Takes stack traces and paths of the server out of every answer that is an error, whichever plugin wrote it and in
 * whatever mode the backend runs.
 */
export const safeAnswers: RequestHandler = (_, response, next) => {
  const send = response.send.bind(response);
  response.send = body =>
    send(
      response.statusCode >= 400 && typeof body === 'string'
        ? bodyWithoutTraces(body)
        : body,
    );
  next();
};
