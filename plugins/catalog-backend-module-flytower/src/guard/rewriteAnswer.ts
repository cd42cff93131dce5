import { once } from 'node:events';
import { Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { NextFunction, Response } from 'express';
import { Rewrite } from './answers';
import { ArrayItems } from './ArrayItems';

/** How many items of a long list are looked at together. */
const BATCH = 100;

type Chunk = string | Buffer | undefined;

/**
 * Rewrites the answer that a handler after this one gives. It is held back until it is whole, so that it fails as a whole.
 * Answers that are no success pass as they are: they say what was asked for, and nothing that was found.
 */
export function rewriteAnswer(
  res: Response,
  next: NextFunction,
  rewrite: Rewrite,
): void {
  const chunks: Chunk[] = [];
  takeOver(res, {
    write: chunk => {
      chunks.push(chunk);
      return true;
    },
    end: async (chunk, original) => {
      const text = textOf([...chunks, chunk]);
      try {
        const rewritten = text && (await rewrite(text));
        forgetLength(res);
        original.end(rewritten);
      } catch (error) {
        original.restore();
        next(error);
      }
    },
  });
}

/** The same for a JSON array of any length: it passes in batches of items, as fast as the reader takes them. */
export function rewriteItems(
  res: Response,
  next: NextFunction,
  rewrite: (items: string[]) => Promise<string[]>,
): void {
  const items = new ArrayItems();
  const decoder = new StringDecoder('utf8');
  let waiting: string[] = [];
  let written = 0;
  const flush = async (stream: Transform) => {
    const some = await rewrite(waiting);
    waiting = [];
    if (some.length > 0) {
      stream.push((written === 0 ? '[' : ',') + some.join(','));
      written += some.length;
    }
  };
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      waiting.push(...items.push(decoder.write(chunk)));
      if (waiting.length < BATCH) {
        done();
      } else {
        flush(this).then(() => done(), done);
      }
    },
    flush(done) {
      flush(this).then(() => done(null, written === 0 ? '[]' : ']'), done);
    },
  });
  const original = takeOver(res, {
    write: chunk => stream.write(chunk ?? ''),
    end: async chunk => {
      stream.end(chunk ?? '');
    },
  });
  // Whoever writes the answer waits for the response to drain; it is this stream that does.
  stream.on('drain', () => res.emit('drain'));
  res.once('close', () => stream.destroy());
  send(stream, res, original).catch(error => {
    original.restore();
    if (res.headersSent) {
      res.destroy();
    } else {
      next(error);
    }
  });
}

async function send(
  stream: Transform,
  res: Response,
  original: Original,
): Promise<void> {
  for await (const chunk of stream) {
    forgetLength(res);
    if (!original.write(String(chunk))) {
      await once(res, 'drain');
    }
  }
  original.end();
}

interface Original {
  write(text: string): boolean;
  end(text?: string): void;
  /** Makes the response what it was. */
  restore(): void;
}

/** Puts own functions in place of a response's `write` and `end`, for as long as it is a success. */
function takeOver(
  res: Response,
  own: {
    write(chunk: Chunk): boolean;
    end(chunk: Chunk, original: Original): Promise<void>;
  },
): Original {
  const { write, end } = res;
  const original: Original = {
    write: text => write.call(res, text, 'utf8'),
    end: text => end.call(res, text, 'utf8'),
    restore: () => Object.assign(res, { write, end }),
  };
  const isSuccess = () => res.statusCode === 200;
  Object.assign(res, {
    write(chunk: Chunk, ...rest: unknown[]): boolean {
      if (!isSuccess()) {
        original.restore();
        return Reflect.apply(write, res, [chunk, ...rest]);
      }
      return own.write(chunk);
    },
    end(chunk: Chunk, ...rest: unknown[]): Response {
      if (isSuccess()) {
        // It settles its own errors.
        void own.end(chunk, original);
      } else {
        original.restore();
        Reflect.apply(end, res, [chunk, ...rest]);
      }
      return res;
    },
  });
  return original;
}

/** Length and tag were of the answer before it was rewritten, and would tell of what it held. */
function forgetLength(res: Response): void {
  if (!res.headersSent) {
    res.removeHeader('Content-Length');
    res.removeHeader('ETag');
  }
}

function textOf(chunks: Chunk[]): string {
  return Buffer.concat(
    chunks.map(one =>
      Buffer.isBuffer(one) ? one : Buffer.from(one ?? '', 'utf8'),
    ),
  ).toString('utf8');
}
