import { describe, expect, test } from 'vitest';
import { ConfigProblem, credentialVariables, readConfig, readPlace } from '../../bot/config.ts';
import { environment } from './door.ts';

const problemsOf = (
  read: (from: Record<string, string | undefined>) => unknown,
  from: Record<string, string | undefined>,
) => {
  try {
    read(from);
    return [];
  } catch (error) {
    if (error instanceof ConfigProblem) return error.problems;
    throw error;
  }
};
const production = { ...environment, NODE_ENV: 'production' };

describe('the configuration', () => {
  test('is read when everything needed is there, and points to the real LINE and Slack', () => {
    const config = readConfig(production);
    expect(config.line).toMatchObject({ apiUrl: 'https://api.line.me', dataApiUrl: 'https://api-data.line.me' });
    expect(config.slack.apiUrl).toBe('https://slack.com/api/');
    expect(config).toMatchObject({ production: true, publicUrl: 'https://fukuro.example', frameAncestors: "'none'" });
    expect([config.mail, config.sms]).toEqual([undefined, undefined]);
  });

  test.each(credentialVariables)('without %s nothing starts, and the sentence names it', (name) => {
    for (const value of [undefined, '', '   ']) {
      const problems = problemsOf(readConfig, { ...environment, [name]: value });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(new RegExp(`^${name} is (missing|empty): .+\\.$`));
    }
  });

  test('everything that is wrong is said at once', () => {
    expect(problemsOf(readConfig, {}).length).toBe(credentialVariables.length);
  });

  test('channels read Japanese and LINE is believed for ten minutes, until somebody says otherwise', () => {
    expect([readConfig(production).slack.language, readConfig(production).line.profileMinutes]).toEqual(['ja', 10]);
    const told = readConfig({ ...production, SLACK_LANGUAGE: 'staff', LINE_PROFILE_MINUTES: '0' });
    expect([told.slack.language, told.line.profileMinutes]).toEqual(['staff', 0]);
    const wrong = { ...production, SLACK_LANGUAGE: 'fr', LINE_PROFILE_MINUTES: 'often' };
    expect(problemsOf(readConfig, wrong)).toEqual([
      'SLACK_LANGUAGE is none of ja, en, staff.',
      'LINE_PROFILE_MINUTES is no number from 0 to 1440.',
    ]);
  });

  const seams = {
    LINE_API_URL: 'http://127.0.0.1:1',
    LINE_VERIFY_URL: 'http://127.0.0.1:1',
    LINE_JWKS_URL: 'https://stand-in.example/certs',
    MUSUBI_LIFF_SDK_URL: 'https://stand-in.example/sdk.js',
    SLACK_API_URL: 'http://127.0.0.1:1/api/',
    MUSUBI_CLOCK_URL: 'http://127.0.0.1:1',
    MUSUBI_FRAME_ANCESTORS: 'https://stand-in.example',
  };

  test.each(Object.entries(seams))(
    '%s leads to a stand-in: taken for trying out, refused in production',
    (name, value) => {
      expect(problemsOf(readConfig, { ...environment, [name]: value })).toEqual([]);
      expect(problemsOf(readConfig, { ...production, [name]: value })).toEqual([expect.stringMatching(`^${name} `)]);
    },
  );

  const wrong: [name: string, from: Record<string, string>][] = [
    ['MUSUBI_PUBLIC_URL', { ...environment, MUSUBI_PUBLIC_URL: 'http://fukuro.example' }],
    ['MUSUBI_PUBLIC_URL', { ...environment, MUSUBI_PUBLIC_URL: 'fukuro.example' }],
    ['MUSUBI_PUBLIC_URL', { ...production, MUSUBI_PUBLIC_URL: 'https://localhost' }],
    ['MUSUBI_PUBLIC_URL', { ...production, MUSUBI_PUBLIC_URL: 'https://127.0.0.1:3000' }],
    ['MUSUBI_PUBLIC_URL', { ...production, MUSUBI_PUBLIC_URL: 'https://[::1]' }],
    ['MUSUBI_SECRET', { ...environment, MUSUBI_SECRET: 'short' }],
    ['MAIL_FROM', { ...environment, SMTP_URL: 'smtps://mail.example.jp' }],
    ['SMTP_URL', { ...environment, MAIL_FROM: 'hello@fukuro.example' }],
    ['SMTP_URL', { ...environment, MAIL_FROM: 'hello@fukuro.example', SMTP_URL: 'mail.example.jp' }],
    ['SMS_URL', { ...environment, SMS_URL: 'sms' }],
    ['SMS_URL', { ...production, SMS_URL: 'http://sms.example.jp' }],
    ['SLACK_API_URL', { ...environment, SLACK_API_URL: 'http://127.0.0.1:1' }],
    ['LINE_API_URL', { ...environment, LINE_API_URL: 'somewhere' }],
  ];

  test.each(wrong)('%s is refused when it cannot be right (%#)', (name, from) => {
    expect(problemsOf(readConfig, from)).toEqual([expect.stringMatching(`^${name} `)]);
  });

  test('no sentence repeats a secret', () => {
    const canary = 'canary-5309';
    const from = Object.fromEntries(
      credentialVariables.map((name) => [name, name === 'MUSUBI_SECRET' ? 'canary-5309' : canary]),
    );
    expect(problemsOf(readConfig, from).join()).not.toContain(canary);
  });
});

describe('the place', () => {
  test('has a port and a folder by itself', () => {
    expect(readPlace({})).toMatchObject({
      port: 3000,
      folder: '.musubi',
      demo: false,
      reset: false,
      databaseUrl: undefined,
    });
    expect(readPlace({ PORT: '0', MUSUBI_DATA: '/data' })).toMatchObject({ port: 0, folder: '/data' });
  });

  test.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['DATABASE_URL', 'mysql://somewhere'],
  ])('%s %s is refused', (name, value) => {
    expect(problemsOf(readPlace, { [name]: value })).toEqual([expect.stringMatching(`^${name} `)]);
  });

  test('a shop in production is neither filled with a demo nor emptied', () => {
    const asked = { MUSUBI_DEMO: '1', MUSUBI_RESET: '1' };
    expect(readPlace(asked)).toMatchObject({ demo: true, reset: true });
    expect(readPlace({ ...asked, NODE_ENV: 'production' })).toMatchObject({ demo: false, reset: false });
    expect(readPlace({ MUSUBI_RESET: '1' })).toMatchObject({ reset: false });
  });
});
