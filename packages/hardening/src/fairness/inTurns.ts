import { RequestHandler } from 'express';
import { Turns } from './Turns';

/** What tells whether this process lives is asked by machines that end it when no answer comes. */
const HEALTH = /^\/\.backstage\/health\//;

/**
 * Lets requests in one a turn of the event loop, in the order of their coming, so that a thousand that arrive together do not
 * keep everybody waiting until all of them have gone through every middleware. Questions for health go by at once.
 */
export function inTurns(): RequestHandler {
  const turns = new Turns();
  return (request, response, next) => {
    if (HEALTH.test(request.path)) {
      next();
      return;
    }
    turns.take(() => {
      // Whoever has gone meanwhile wants no answer.
      if (!response.destroyed) {
        next();
      }
    });
  };
}
