import { withoutCredentials } from '@flytower/contract-node';
import { RequestHandler } from 'express';

/**
 * Keeps credentials out of the log of requests: the code with which somebody signs in stands in the address that the identity
 * provider sends them back to. Goes before whatever writes that log, which reads the request when the answer is over; nothing
 * else reads its address any more.
 */
export const safeRequestLogs: RequestHandler = (request, response, next) => {
  response.once('finish', () => {
    request.originalUrl = withoutCredentials(request.originalUrl);
    for (const name of ['referer', 'referrer']) {
      const value = request.headers[name];
      if (typeof value === 'string') {
        request.headers[name] = withoutCredentials(value);
      }
    }
  });
  next();
};
