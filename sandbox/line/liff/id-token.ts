import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { type LineWorld, userOf } from '../world.ts';

export const issuer = 'https://access.line.me';
const lifeSeconds = 3_600;

/** How a token may differ from a right one; times are seconds since 1970, `key: 'other'` signs with a key LINE does not have. */
export type IdTokenOverrides = JWTPayload & {
  name?: string;
  picture?: string;
  nonce?: string;
  alg?: 'ES256' | 'HS256' | 'none';
  key?: 'right' | 'other';
  kid?: string;
};

export type IdTokens = {
  sign: (userId: string, overrides?: IdTokenOverrides) => Promise<string>;
  /** Checks form and signature only; what the claims must be is the endpoint's to say. */
  verify: (token: string) => Promise<JWTPayload>;
  jwks: () => { keys: JWK[] };
};

/** LINE Login's signing key: ES256, published as a JWKS, kept in the snapshot so that tokens outlive a restart. */
export function createIdTokens(world: LineWorld): IdTokens {
  const kid = String(world.state.signingKey?.kid ?? randomUUID());
  const own = pairOf(world, kid);

  return {
    sign: async (userId, overrides = {}) => {
      const { alg = 'ES256', key = 'right', kid: wantedKid = kid, ...claims } = overrides;
      const payload = { ...claimsFor(world, userId), ...claims };
      if (alg === 'none') return unsigned(payload);
      const pair = key === 'right' ? own : freshPair();
      const signer = new SignJWT(payload).setProtectedHeader({ alg, typ: 'JWT', kid: wantedKid });
      return signer.sign(alg === 'HS256' ? publicBytes(pair.publicKey) : pair.privateKey);
    },
    verify: async (token) => {
      const { payload } = await jwtVerify(token, own.publicKey, { algorithms: ['ES256'], currentDate: new Date(0) });
      return payload;
    },
    jwks: () => ({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }] }),
  };
}

function claimsFor(world: LineWorld, userId: string): JWTPayload {
  const { displayName, pictureUrl } = userOf(world, userId);
  const iat = Math.floor(world.now() / 1_000);
  const claims = {
    iss: issuer,
    sub: userId,
    aud: world.options.loginChannelId,
    exp: iat + lifeSeconds,
    iat,
    amr: ['linesso'],
  };
  return { ...claims, name: displayName, ...(pictureUrl ? { picture: pictureUrl } : {}) };
}

type Pair = { publicKey: KeyObject; privateKey: KeyObject };

function pairOf(world: LineWorld, kid: string): Pair {
  const stored = world.state.signingKey;
  if (stored) {
    const privateKey = createPrivateKey({ key: stored, format: 'jwk' });
    return { privateKey, publicKey: createPublicKey(privateKey) };
  }
  const pair = freshPair();
  world.state.signingKey = { ...pair.privateKey.export({ format: 'jwk' }), kid };
  return pair;
}

function freshPair(): Pair {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function publicBytes(key: KeyObject): Uint8Array {
  return new Uint8Array(Buffer.from(key.export({ type: 'spki', format: 'pem' })));
}

function unsigned(payload: JWTPayload): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(payload)}.`;
}
