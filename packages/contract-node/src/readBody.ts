import { InputError } from '@backstage/errors';
import express from 'express';
import { PayloadTooLargeError } from './errors';
import { isTooIntricate } from './isTooIntricate';

const LIMIT_BYTES = 1024 * 1024;
const parse = express.json({
  limit: LIMIT_BYTES,
  strict: false,
  verify: (_request, _response, body) => {
    if (isTooIntricate(body)) {
      throw new Error('It is too intricate');
    }
  },
});

/**
 * Reads a JSON body of at most 1 MiB; a call without one has the empty object. Whatever parses the body after this finds it
 * read.
 *
 * @public
 */
export async function readBody(
  request: express.Request,
  response: express.Response,
): Promise<unknown> {
  const sent =
    request.headers['transfer-encoding'] !== undefined ||
    Number(request.headers['content-length'] ?? 0) > 0;
  if (!sent) {
    return {};
  }
  if (!request.is('application/json')) {
    throw new InputError(
      `${request.method} ${request.path} reads JSON; send it with content-type: application/json`,
    );
  }
  try {
    await new Promise<void>((resolve, reject) => {
      parse(request, response, (error: unknown) =>
        error ? reject(error) : resolve(),
      );
    });
  } catch (error) {
    throw sentenceFor(error, request);
  }
  return request.body;
}

function sentenceFor(error: unknown, request: express.Request): unknown {
  const type =
    typeof error === 'object' && error !== null && 'type' in error
      ? error.type
      : undefined;
  const where = `The body of ${request.method} ${request.path}`;
  switch (type) {
    case 'entity.too.large':
      return new PayloadTooLargeError(
        `${where} is larger than 1 MiB; send less`,
      );
    case 'entity.verify.failed':
      return new PayloadTooLargeError(
        `${where} nests deeper than 32 levels, or holds more than 50,000 values; send less at once`,
      );
    case 'entity.parse.failed':
      return new InputError(`${where} is no JSON; check quotes and brackets`);
    case 'request.aborted':
    case 'request.size.invalid':
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new InputError(
        `${where} could not be read (${type}); send it again as JSON in UTF-8`,
      );
    default:
      return error;
  }
}
