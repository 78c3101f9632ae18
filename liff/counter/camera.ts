import { BarcodeDetector, type BarcodeFormat, prepareZXingModule } from 'barcode-detector/ponyfill';
import reader from 'zxing-wasm/reader/zxing_reader.wasm?url';

// The reader comes from this server, not from where the library would fetch it.
prepareZXingModule({ overrides: { locateFile: (path: string) => (path.endsWith('.wasm') ? reader : path) } });

const formats: BarcodeFormat[] = ['code_128', 'qr_code'];
const pauseMs = 150;

/** Looks through the camera until a code passes `accept`, then calls `found` once. Answers how to stop; throws without a camera. */
export async function scan(
  video: HTMLVideoElement,
  accept: (text: string) => boolean,
  found: (text: string) => void,
): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  const detector = new BarcodeDetector({ formats });
  let looking = true;
  const stop = () => {
    looking = false;
    for (const track of stream.getTracks()) track.stop();
  };
  video.srcObject = stream;
  await video.play();
  const look = async () => {
    if (!looking) return;
    const codes = await detector.detect(video).catch(() => []);
    const text = codes.map((code) => code.rawValue).find(accept);
    if (text === undefined) {
      setTimeout(look, pauseMs);
      return;
    }
    stop();
    found(text);
  };
  void look();
  return stop;
}
