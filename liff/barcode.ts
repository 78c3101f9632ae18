import { code128, drawingSVG, qrcode } from 'bwip-js/generic';

const quietModules = 10;
const barHeightMm = 6;
const ink = '25221D';

/** The member number as Code 128, one unit of the view box a module, with its quiet zone: scale it to whole device pixels. */
export function barcodeSvg(memberNumber: string): string {
  return code128(
    { bcid: 'code128', text: memberNumber, scale: 1, height: barHeightMm, paddingwidth: quietModules, barcolor: ink },
    drawingSVG(),
  ).trim();
}

/** A short text as a QR code with its quiet zone, for the camera of the store's phone. */
export function qrSvg(text: string): string {
  return qrcode({ bcid: 'qrcode', text, scale: 1, padding: 4 }, drawingSVG()).trim();
}
