import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { IncomingLetter, Mailbox } from './mailbox.ts';

const letterBytesMax = 1_000_000;

/** Starts a loopback SMTP server that puts every mail it accepts into the box; resolves once it listens. */
export async function startSmtp(options: {
  mailbox: Mailbox;
  port?: number;
}): Promise<{ url: string; close: () => Promise<void> }> {
  const { mailbox, port = 0 } = options;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    size: letterBytesMax,
    disableReverseLookup: true,
    logger: false,
    onData: (stream, session, done) => {
      const recipients = session.envelope.rcptTo.map((recipient) => recipient.address);
      readMail(stream).then(
        (mail) => {
          for (const to of recipients) mailbox.deliver(toLetter(mail, to));
          done();
        },
        (cause: Error) => done(cause),
      );
    },
  });
  // A client that hangs up in the middle must not end the sandbox.
  server.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${bound.port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readMail(stream: SMTPServerDataStream): Promise<Email> {
  const raw = await buffer(stream);
  if (stream.sizeExceeded) throw Object.assign(new Error('message too large'), { responseCode: 552 });
  return PostalMime.parse(raw);
}

function toLetter(mail: Email, to: string): IncomingLetter {
  return {
    kind: 'mail',
    from: mail.from?.name || mail.from?.address || '',
    to,
    subject: mail.subject ?? '',
    text: (mail.text ?? textOfHtml(mail.html ?? '')).trim(),
  };
}

// The box shows plain text only: a letter without a text part is stripped, never rendered.
function textOfHtml(html: string): string {
  return html
    .replace(/<(style|script)[\s\S]*?<\/\1>/gi, '')
    .replace(/<(br|\/p|\/div|\/li|\/tr|\/h\d)[^>]*>/gi, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/\n{3,}/g, '\n\n');
}
