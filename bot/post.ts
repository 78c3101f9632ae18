import type { Config } from './config.ts';

export type Mail = { to: string; subject: string; text: string; id: string };
export type ShortMessage = { to: string; text: string };

/** How letters leave: mail and text messages. A way that is not set up is undefined. Each call throws when it did not work. */
export type Post = {
  mail?: (mail: Mail) => Promise<void>;
  sms?: (message: ShortMessage) => Promise<void>;
};

const postMsMax = 10_000;

/** Mail over SMTP and text messages over HTTP, as far as they are set up. */
export function postOf({ mail, sms }: Pick<Config, 'mail' | 'sms'>): Post {
  return { mail: mail && smtp(mail), sms: sms && httpSms(sms.url) };
}

function smtp({ smtpUrl, from }: NonNullable<Config['mail']>): NonNullable<Post['mail']> {
  return async ({ to, subject, text, id }) => {
    // Loaded when the first mail leaves: Workers have no SMTP and never get here.
    const { createTransport } = await import('nodemailer');
    const patience = { connectionTimeout: postMsMax, greetingTimeout: postMsMax, socketTimeout: postMsMax };
    const transport = createTransport({ url: smtpUrl, ...patience });
    const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost';
    try {
      await transport.sendMail({ from, to: { name: '', address: to }, subject, text, messageId: `<${id}@${domain}>` });
    } finally {
      transport.close();
    }
  };
}

function httpSms(url: string): NonNullable<Post['sms']> {
  return async (message) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(postMsMax),
    });
    await answer.body?.cancel();
    if (answer.ok) return;
    // A service in trouble may have sent it; one that says no has not.
    const refused = answer.status < 500 ? { responseCode: answer.status } : { code: `http_${answer.status}` };
    throw Object.assign(new Error(`the text message service answered ${answer.status}`), refused);
  };
}
