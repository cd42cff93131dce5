import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import { certificateRequest } from '../lib/certificateRequest.mjs';

/** Reads one DER value: [tag, header length, content length]. */
function header(bytes, at) {
  const first = bytes[at + 1];
  if (first < 128) {
    return { start: at + 2, end: at + 2 + first };
  }
  const count = first - 128;
  const size = bytes.readUIntBE(at + 2, count);
  return { start: at + 2 + count, end: at + 2 + count + size };
}

const { request, key } = certificateRequest('flytower');
const bytes = Buffer.from(request.replace(/-----[^-]+-----/g, ''), 'base64');

test('a certificate request is one DER value with three parts', () => {
  const whole = header(bytes, 0);
  assert.equal(whole.end, bytes.length);
  let at = whole.start;
  let parts = 0;
  while (at < whole.end) {
    at = header(bytes, at).end;
    parts += 1;
  }
  assert.equal(parts, 3);
});

test('it is signed with the key that comes with it', () => {
  const info = header(bytes, header(bytes, 0).start);
  const algorithm = header(bytes, info.end);
  const signature = header(bytes, algorithm.end);
  assert.ok(
    verify(
      'sha256',
      bytes.subarray(header(bytes, 0).start, info.end),
      createPublicKey(createPrivateKey(key)),
      bytes.subarray(signature.start + 1, signature.end),
    ),
  );
});

test('it names flytower and no organisation, so that no group comes with it', () => {
  const text = bytes.toString('latin1');
  assert.ok(text.includes('\x06\x03\x55\x04\x03\x0c\x08flytower')); // commonName
  assert.ok(!text.includes('\x06\x03\x55\x04\x0a')); // organizationName
});
