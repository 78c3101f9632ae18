export type ImageFacts = { type: 'image/png' | 'image/jpeg'; width: number; height: number };

/** Reads type and size from the head of a PNG or JPEG; nothing when it is neither. */
export function imageFacts(bytes: Uint8Array): ImageFacts | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47) {
    return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
  }
  return bytes.length >= 4 && view.getUint16(0) === 0xffd8 ? jpegFacts(view) : undefined;
}

/** Walks the segments of a JPEG to its start-of-frame, which holds the size. */
function jpegFacts(view: DataView): ImageFacts | undefined {
  let at = 2;
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}
