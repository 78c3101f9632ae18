import { normaliseMail, normalisePhone } from './normalise.ts';

const dots = '•••';

/** The last four digits of a member number: all that is shown of it outside the member's own screen. */
export function tailOf(memberNumber: string): string {
  return memberNumber.slice(-4);
}

/** The last two digits of a phone number; undefined when it is not one. */
export function phoneTail(phone: string): string | undefined {
  return normalisePhone(phone)?.slice(-2);
}

/** A mail address of which only the first letter and a short ending are left: `y•••@•••.jp`. */
export function maskMail(mail: string): string {
  const plain = normaliseMail(mail);
  if (!plain) return dots;
  const [, first = '', ending = ''] = /^([a-z0-9]?).*?(\.[a-z]{2,3})?$/.exec(plain) ?? [];
  return `${first}${dots}@${dots}${ending}`;
}
