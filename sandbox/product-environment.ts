import { liffId, loginChannelId, publicOrigin } from './addresses.ts';
import type { Cast } from './cast.ts';
import type { SandboxKeys } from './keys.ts';

/** Where everything listens and which secrets both sides share. Origins have no slash at their end. */
export type Surroundings = {
  cast: Cast;
  keys: SandboxKeys;
  dataFolder: string;
  productPort: number;
  pagePort: number;
  lineOrigin: string;
  slackOrigin: string;
  smtpUrl: string;
};

/** The product's environment: the variables that lead to the real LINE and Slack, leading to the stand-ins. */
export function productEnvironment(at: Surroundings): NodeJS.ProcessEnv {
  const pageOrigin = `http://127.0.0.1:${at.pagePort}`;
  return {
    NODE_ENV: 'development', // production refuses stand-ins
    PORT: String(at.productPort),
    MUSUBI_DATA: at.dataFolder,
    MUSUBI_DEMO: '1',
    MUSUBI_SECRET: at.keys.productSecret,
    MUSUBI_PUBLIC_URL: publicOrigin,
    LINE_CHANNEL_SECRET: at.keys.lineChannelSecret,
    LINE_CHANNEL_ACCESS_TOKEN: at.keys.lineAccessToken,
    LINE_LOGIN_CHANNEL_ID: loginChannelId,
    LIFF_ID: liffId,
    LINE_API_URL: at.lineOrigin,
    LINE_VERIFY_URL: `${at.lineOrigin}/oauth2/v2.1/verify`,
    LINE_JWKS_URL: `${at.lineOrigin}/oauth2/v2.1/certs`,
    MUSUBI_LIFF_SDK_URL: `${at.lineOrigin}/liff-sdk.js`,
    SLACK_SIGNING_SECRET: at.keys.slackSigningSecret,
    SLACK_BOT_TOKEN: at.keys.slackBotToken,
    SLACK_TEAM_ID: at.cast.workspace.teamId,
    SLACK_APP_ID: at.cast.workspace.appId,
    SLACK_API_URL: `${at.slackOrigin}/api/`,
    SLACK_LANGUAGE: 'staff',
    LINE_PROFILE_MINUTES: '0', // so that the page's switch counts from the next word or press
    SMTP_URL: at.smtpUrl,
    SMS_URL: `${pageOrigin}/sms`,
    MAIL_FROM: `${at.cast.shop.name} <hello@${new URL(publicOrigin).host}>`,
    MUSUBI_CLOCK_URL: `${pageOrigin}/clock`,
    MUSUBI_FRAME_ANCESTORS: `http://localhost:${at.pagePort} ${pageOrigin}`,
  };
}
