import { z } from 'zod';

/** Where and for whom this process runs, as the environment says it. Made once by an entry; nothing else reads the environment. */
export type Config = {
  production: boolean;
  /** Keys every hash, code and signed link of this shop. */
  secret: string;
  /** The https origin that members' phones see, without a slash at its end. */
  publicUrl: string;
  line: {
    channelSecret: string;
    channelAccessToken: string;
    loginChannelId: string;
    liffId: string;
    apiUrl: string;
    dataApiUrl: string;
    verifyUrl: string;
    jwksUrl: string;
    liffSdkUrl?: string;
    /** How long what LINE says of a user's language is believed; 0: until the next message. */
    profileMinutes: number;
  };
  slack: {
    signingSecret: string;
    botToken: string;
    teamId: string;
    appId: string;
    apiUrl: string;
    /** What shared channels read; `staff`: what most staff of the channel's store have chosen for their own Slack. */
    language: 'ja' | 'en' | 'staff';
  };
  mail?: { smtpUrl: string; from: string };
  sms?: { url: string };
  /** Who may show our pages in a frame: nobody, but for the sandbox. */
  frameAncestors: string;
};

/** Where a Node process listens and keeps its data; Workers have none of it. */
export type Place = {
  port: number;
  databaseUrl?: string;
  folder: string;
  clockUrl?: string;
  /** Fill an empty database with the demo shop; `reset`: empty it first. */
  demo: boolean;
  reset: boolean;
};

/** The environment as an entry passes it in. */
export type Environment = Record<string, string | undefined>;

/** What is wrong with the environment, one sentence for each variable. */
export class ConfigProblem extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigProblem';
    this.problems = problems;
  }
}

const lineVariables = ['LINE_CHANNEL_SECRET', 'LINE_CHANNEL_ACCESS_TOKEN', 'LINE_LOGIN_CHANNEL_ID', 'LIFF_ID'];
const slackVariables = ['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN', 'SLACK_TEAM_ID', 'SLACK_APP_ID'];
const shopVariables = ['MUSUBI_SECRET', 'MUSUBI_PUBLIC_URL'];

/** The variables without which the product cannot talk to the real LINE and Slack. */
export const credentialVariables: readonly string[] = [...lineVariables, ...slackVariables, ...shopVariables];

/** Seams that point the product at stand-ins; a production process refuses each of them. */
const seams = [
  'LINE_API_URL',
  'LINE_VERIFY_URL',
  'LINE_JWKS_URL',
  'MUSUBI_LIFF_SDK_URL',
  'SLACK_API_URL',
  'MUSUBI_CLOCK_URL',
  'MUSUBI_FRAME_ANCESTORS',
] as const;

const secretMin = 16;
const profileMinutesUsual = 10;
const profileMinutesMax = 1440;
const needed = (why: string) => z.string(`is missing: ${why}`).trim().min(1, `is empty: ${why}`);
const optional = z
  .string()
  .trim()
  .optional()
  .transform((value) => value || undefined);

const schema = z.object({
  NODE_ENV: optional,
  MUSUBI_SECRET: needed('a long random text, the same in every process of this shop').refine(
    (text) => text === '' || text.length >= secretMin,
    `is too short: take at least ${secretMin} characters nobody can guess`,
  ),
  MUSUBI_PUBLIC_URL: needed('the https address under which members reach this server'),
  LINE_CHANNEL_SECRET: needed('the channel secret of the Messaging API channel'),
  LINE_CHANNEL_ACCESS_TOKEN: needed('the channel access token of the Messaging API channel'),
  LINE_LOGIN_CHANNEL_ID: needed('the channel id of the LINE Login or MINI App channel, which ID tokens are made for'),
  LIFF_ID: needed('the id of the mini-app'),
  SLACK_SIGNING_SECRET: needed('the signing secret of the Slack app'),
  SLACK_BOT_TOKEN: needed('the bot token (xoxb-…) of the Slack app'),
  SLACK_TEAM_ID: needed('the id (T…) of the one workspace that may use this shop'),
  SLACK_APP_ID: needed('the id (A…) of the Slack app'),
  SLACK_LANGUAGE: optional.pipe(z.enum(['ja', 'en', 'staff'], 'is none of ja, en, staff').default('ja')),
  LINE_PROFILE_MINUTES: optional
    .transform((text) => (text === undefined ? profileMinutesUsual : Number(text)))
    .refine((minutes) => minutes >= 0 && minutes <= profileMinutesMax, `is no number from 0 to ${profileMinutesMax}`),
  SMTP_URL: optional,
  SMS_URL: optional,
  MAIL_FROM: optional,
  LINE_API_URL: optional,
  LINE_VERIFY_URL: optional,
  LINE_JWKS_URL: optional,
  MUSUBI_LIFF_SDK_URL: optional,
  SLACK_API_URL: optional,
  MUSUBI_CLOCK_URL: optional,
  MUSUBI_FRAME_ANCESTORS: optional,
});
type Variables = z.infer<typeof schema>;

/** Reads the configuration, or throws a `ConfigProblem` that names every variable that is missing, empty or unsafe. */
export function readConfig(environment: Environment): Config {
  const read = schema.safeParse(environment);
  const missing = read.success ? [] : read.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}.`);
  const problems = [...missing, ...addressProblems(environment)];
  if (!read.success || problems.length > 0) throw new ConfigProblem(problems);
  return configOf(read.data);
}

const placeSchema = z.object({
  PORT: z.coerce.number('is not a number').int('is not a whole number').min(0, 'is below 0').max(65535, 'is too large'),
  DATABASE_URL: optional.refine(
    (value) => value === undefined || /^postgres(ql)?:\/\//.test(value),
    'does not begin with postgres://',
  ),
  MUSUBI_DATA: optional,
  MUSUBI_CLOCK_URL: optional,
  MUSUBI_DEMO: optional,
  MUSUBI_RESET: optional,
});

/** Reads where a Node process listens and keeps its data, or throws a `ConfigProblem`. */
export function readPlace(environment: Environment): Place {
  const read = placeSchema.safeParse({ ...environment, PORT: environment.PORT?.trim() || '3000' });
  if (!read.success) {
    throw new ConfigProblem(read.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}.`));
  }
  const { PORT, DATABASE_URL, MUSUBI_DATA, MUSUBI_CLOCK_URL, MUSUBI_DEMO, MUSUBI_RESET } = read.data;
  const demo = MUSUBI_DEMO === '1' && environment.NODE_ENV !== 'production';
  return {
    port: PORT,
    databaseUrl: DATABASE_URL,
    folder: MUSUBI_DATA ?? '.musubi',
    clockUrl: MUSUBI_CLOCK_URL,
    demo,
    // Only a demo shop is ever thrown away.
    reset: demo && MUSUBI_RESET === '1',
  };
}

function configOf(from: Variables): Config {
  const lineApi = from.LINE_API_URL && origin(from.LINE_API_URL);
  return {
    production: from.NODE_ENV === 'production',
    secret: from.MUSUBI_SECRET,
    publicUrl: origin(from.MUSUBI_PUBLIC_URL),
    line: {
      channelSecret: from.LINE_CHANNEL_SECRET,
      channelAccessToken: from.LINE_CHANNEL_ACCESS_TOKEN,
      loginChannelId: from.LINE_LOGIN_CHANNEL_ID,
      liffId: from.LIFF_ID,
      apiUrl: lineApi ?? 'https://api.line.me',
      dataApiUrl: lineApi ?? 'https://api-data.line.me',
      verifyUrl: from.LINE_VERIFY_URL ?? 'https://api.line.me/oauth2/v2.1/verify',
      jwksUrl: from.LINE_JWKS_URL ?? 'https://api.line.me/oauth2/v2.1/certs',
      liffSdkUrl: from.MUSUBI_LIFF_SDK_URL,
      profileMinutes: from.LINE_PROFILE_MINUTES,
    },
    slack: {
      signingSecret: from.SLACK_SIGNING_SECRET,
      botToken: from.SLACK_BOT_TOKEN,
      teamId: from.SLACK_TEAM_ID,
      appId: from.SLACK_APP_ID,
      apiUrl: from.SLACK_API_URL ?? 'https://slack.com/api/',
      language: from.SLACK_LANGUAGE,
    },
    mail: from.SMTP_URL && from.MAIL_FROM ? { smtpUrl: from.SMTP_URL, from: from.MAIL_FROM } : undefined,
    sms: from.SMS_URL ? { url: from.SMS_URL } : undefined,
    frameAncestors: from.MUSUBI_FRAME_ANCESTORS ?? "'none'",
  };
}

/** Faults that lie in what a variable says, or in two that belong together. */
function addressProblems(environment: Environment): string[] {
  const problems: string[] = [];
  const production = environment.NODE_ENV === 'production';
  const given = (name: string) => environment[name]?.trim() || undefined;
  const publicUrl = given('MUSUBI_PUBLIC_URL');
  if (publicUrl && !isHttps(publicUrl)) {
    problems.push('MUSUBI_PUBLIC_URL is not an https address: LINE opens and fetches nothing else.');
  } else if (publicUrl && production && isLoopback(publicUrl)) {
    problems.push('MUSUBI_PUBLIC_URL points to this machine itself, where no member can reach it.');
  }
  if (given('SMTP_URL') && !given('MAIL_FROM')) {
    problems.push('MAIL_FROM is missing: the address that mails of this shop come from.');
  }
  if (given('MAIL_FROM') && !given('SMTP_URL')) {
    problems.push('SMTP_URL is missing: the mail server, such as smtps://name:password@mail.example.jp.');
  }
  const smtp = given('SMTP_URL');
  if (smtp && !/^smtps?:\/\//.test(smtp)) problems.push('SMTP_URL does not begin with smtp:// or smtps://.');
  const sms = given('SMS_URL');
  if (sms && !URL.canParse(sms)) problems.push('SMS_URL is not an address.');
  else if (sms && production && !isHttps(sms)) {
    problems.push('SMS_URL is not an https address: phone numbers and codes would travel in the open.');
  }
  for (const seam of seams) {
    const value = given(seam);
    if (!value) continue;
    if (production) problems.push(`${seam} is for stand-ins only and is refused when NODE_ENV is production.`);
    else if (seam !== 'MUSUBI_FRAME_ANCESTORS' && !URL.canParse(value)) problems.push(`${seam} is not an address.`);
  }
  const slackApi = given('SLACK_API_URL');
  if (slackApi && !slackApi.endsWith('/api/')) problems.push('SLACK_API_URL does not end in /api/.');
  return problems;
}

const origin = (url: string) => new URL(url).origin;

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\./.test(hostname);
}
