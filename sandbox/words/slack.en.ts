import type { SlackWords } from './slack.ja.ts';

/** What the Slack side of the sandbox says by itself, in English. */
export const en: SlackWords = {
  channels: 'Channels',
  directMessages: 'Direct messages',
  apps: 'Apps',
  you: 'you',
  app: 'APP',
  home: 'Home',
  messages: 'Messages',
  switchRoom: 'Choose a channel',
  unread: (count) => `${count} unread`,
  members: (count) => `${count} members`,
  today: 'Today',
  edited: 'edited',
  onlyYou: 'Only visible to you',
  dismiss: 'Dismiss',
  replies: (count) => (count === 1 ? '1 reply' : `${count} replies`),
  thread: 'Thread',
  reply: 'Reply in thread',
  replyTo: 'Reply',
  close: 'Close',
  back: 'Back',
  send: 'Send',
  writeTo: (place) => `Message ${place}`,
  commands: 'Commands',
  emptyChannel: (name) => `This is the beginning of #${name}.`,
  emptyMessages: (app) => `You and ${app} have not talked yet.`,
  emptyHome: 'The Home tab appears here once it is ready.',
  choose: 'Choose',
  chooseDate: 'Choose a date',
  more: 'More actions',
  optional: '(optional)',
  cancel: 'Cancel',
  showMore: 'See more',
  slackbot: 'Slackbot',
  unknownUser: 'unknown person',
  notices: {
    operation_timeout: (subject) =>
      subject
        ? `${subject} had no answer within 3 seconds and was stopped (operation_timeout).`
        : 'There was no answer within 3 seconds (operation_timeout). Please try again.',
    dispatch_failed: (subject) => `${subject} could not be delivered (dispatch_failed).`,
    http_service_error: () => 'That could not be delivered (http_service_error). Please try again.',
  },
  complaints: {
    required: 'Please fill in this field.',
    too_short: 'Please write a little more.',
    too_long: 'Please write a little less.',
    not_a_number: 'Please give a number.',
    not_an_address: 'Please give a mail address.',
  },
  trouble: {
    timeout: 'There was no answer within 3 seconds. Please try again.',
    http_error: 'The app could not be reached. Please try again.',
    invalid_answer: 'The app’s answer could not be shown. Please try again.',
  },
};
