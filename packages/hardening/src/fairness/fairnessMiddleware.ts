import {
  AuthService,
  HttpAuthService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { RequestHandler, Response } from 'express';
import { callerOf } from './callerOf';
import { FairShare, Leave } from './FairShare';
import { readFairnessLimits } from './readFairnessLimits';
import { StreamCounts } from './StreamCounts';
import { TooManyRequestsError } from './TooManyRequestsError';

/** Keys that every plugin fetches without a token before it can know anybody: cheap, and needed to serve all others. */
const KEYS = /^\/(\.backstage\/auth\/v1|\.well-known)\/jwks\.json\/?$/;

/** What plugins ask with the person's own token while the person's request waits for the answer. */
const NESTED = /^\/v1\/userinfo\/?$/;

/** @public */
export interface FairnessOptions {
  pluginId: string;
  auth: AuthService;
  httpAuth: HttpAuthService;
  config: RootConfigService;
  shares: FairShare;
}

/**
 * Lets a request into the plugin when its caller's share has room, and gives the place back when the answer is over or
 * has become a stream. Put it before everything else of a plugin.
 *
 * @public
 */
export function fairnessMiddleware(options: FairnessOptions): RequestHandler {
  const { pluginId, shares } = options;
  const limits = readFairnessLimits(options.config);
  const streams = new StreamCounts();
  return async (request, response, next) => {
    try {
      if (KEYS.test(request.path)) {
        next();
        return;
      }
      const caller = await callerOf(request, options);
      if (caller.kind === 'plugin') {
        next();
        return;
      }
      const nested = pluginId === 'auth' && NESTED.test(request.path);
      // Were the nested question to wait for a place of the same share, it would wait for what waits for it.
      const key = nested ? `${caller.key} userinfo` : caller.key;
      const leave = await shares.enter(
        key,
        limits[caller.kind],
        closeOf(response),
      );
      leaveWhenOver(response, leave, streams, key);
      next();
    } catch (error) {
      if (response.destroyed) {
        return;
      }
      if (error instanceof TooManyRequestsError) {
        response.setHeader('Retry-After', error.retryAfter);
      }
      next(error);
    }
  };
}

/** Fires when whoever asked has gone. */
function closeOf(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort(new Error('The caller has gone')));
  return gone.signal;
}

/**
 * A stream of events stands for hours and costs little while nothing happens: it gives its place back as it begins. It
 * still holds a connection, so that one caller has twenty of them at most.
 */
function leaveWhenOver(
  response: Response,
  leave: Leave,
  streams: StreamCounts,
  key: string,
): void {
  if (response.destroyed) {
    leave();
    return;
  }
  response.once('close', leave);
  const writeHead = response.writeHead;
  response.writeHead = (...args: unknown[]) => {
    Reflect.apply(writeHead, response, args);
    const type = String(response.getHeader('content-type'));
    if (type.startsWith('text/event-stream')) {
      leave();
      streams.add(key, response);
    }
    return response;
  };
}
