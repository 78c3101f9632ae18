import { join } from 'node:path';
import { readSaved, savedFiles, saveTo } from '../saved.ts';
import { createMailbox, type Letter, type Mailbox } from './mailbox.ts';
import { startSmtp } from './smtp.ts';

/** Opens the post box with the letters of an earlier run in it, and the mail server that fills it. */
export async function startMailbox(options: {
  now: () => Date;
  dataFolder: string;
}): Promise<{ mailbox: Mailbox; smtpUrl: string; close: () => Promise<void> }> {
  const file = join(options.dataFolder, savedFiles.mailbox);
  const mailbox = createMailbox({ now: options.now, letters: readSaved<Letter[]>(file) });
  const saver = saveTo(file, mailbox.letters);
  mailbox.onChange(saver.changed);
  const smtp = await startSmtp({ mailbox });
  return {
    mailbox,
    smtpUrl: smtp.url,
    close: () => {
      saver.flush();
      return smtp.close();
    },
  };
}
