import { anything, decimal, type Fields, https, list, matching, may, must, thing, units, whole } from './fields.ts';
import { flexMessageFields } from './flex-fields.ts';

/** Properties that every message object may carry. */
export const commonFields: Fields = {
  type: must('message.type', anything),
  quickReply: may('message.required', thing),
  sender: may('message.required', thing),
};

export const senderFields: Fields = {
  name: may('sender.name', units(20)),
  iconUrl: may('media.url', https()),
};

const number = matching(/^\d+$/);
const duration = whole(1);

/** The properties of each message type besides the common ones (PLATFORM 6). */
export const messageFields: Record<string, Fields> = {
  text: {
    text: must('text.length', units(5_000)),
    emojis: may('text.emojis', list),
    quoteToken: may('message.required', units(512)),
  },
  textV2: {
    text: must('text.length', units(5_000)),
    substitution: may('textV2.substitution', thing),
    quoteToken: may('message.required', units(512)),
  },
  sticker: {
    packageId: must('message.required', number),
    stickerId: must('message.required', number),
    quoteToken: may('message.required', units(512)),
  },
  image: {
    originalContentUrl: must('media.url', https()),
    previewImageUrl: must('media.url', https()),
  },
  video: {
    originalContentUrl: must('media.url', https()),
    previewImageUrl: must('media.url', https()),
    trackingId: may('message.required', matching(/^[A-Za-z0-9\-.=,+*()%$&;:@{}!?<>[\]]{1,100}$/)),
  },
  audio: { originalContentUrl: must('media.url', https()), duration: must('message.required', duration) },
  location: {
    title: must('location.text', units(100)),
    address: must('location.text', units(100)),
    latitude: must('message.required', decimal(-90, 90)),
    longitude: must('message.required', decimal(-180, 180)),
  },
  imagemap: {
    baseUrl: must('media.url', https()),
    altText: must('altText.length', units(1_500)),
    baseSize: must('imagemap.limits', thing),
    actions: must('imagemap.limits', list),
    video: may('message.required', thing),
  },
  template: { altText: must('altText.length', units(1_500)), template: must('message.required', thing) },
  flex: flexMessageFields,
  coupon: { couponId: must('message.required', units(100)), deliveryTag: may('message.required', units(30)) },
};
