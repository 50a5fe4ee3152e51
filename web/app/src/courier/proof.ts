import type { QueuedAct } from './act_queue';
import type { Proof, ProofKind, Task } from './wire';

/** Where the task's goods change hands, as proofs have it. */
export const stageOf = (task: Task): Proof['stage'] => (task.kind === 'pickup' ? 'pickup' : task.return ? 'return' : 'dropoff');

/** A proof as the server keeps it: of a barcode, the text. */
export const evidenceOf = (kind: Exclude<ProofKind, 'age'>): Proof['kind'] => (kind === 'barcode' ? 'code' : kind);

/** The proofs that are still to be taken; what waits to be sent has been. */
export function lacking(task: Task, queue: readonly QueuedAct[], ofAge: boolean): ProofKind[] {
  const taken = queue.flatMap(({ act }) => (act.type === 'proof' && act.order === task.order && act.stage === stageOf(task) ? [act.kind] : []));
  return (task.proofs ?? []).filter((kind) => {
    if (kind === 'age') return !ofAge;
    const i = taken.indexOf(evidenceOf(kind));
    if (i < 0) return true;
    taken.splice(i, 1);
    return false;
  });
}

const longest = 1600; // pixels of a side: a door sign can be read, and it is a few hundred kilobytes

/** Draws a picture, made small enough to be sent over a bad line. Throws when it is none. */
export async function drawn(file: Blob, onto: HTMLCanvasElement): Promise<void> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  onto.width = Math.round(picture.width * scale);
  onto.height = Math.round(picture.height * scale);
  onto.getContext('2d')!.drawImage(picture, 0, 0, onto.width, onto.height);
  picture.close();
}

/** The canvas as a file. */
export function fileOf(canvas: HTMLCanvasElement, type: 'image/jpeg' | 'image/png'): Promise<Blob> {
  return new Promise((done, failed) => canvas.toBlob((b) => (b ? done(b) : failed(new Error('no picture'))), type, 0.8));
}

type Detector = new () => { detect(from: ImageBitmap): Promise<{ rawValue: string }[]> };

/** What reads codes in pictures. Not every browser has it; typing always works. */
export const detector = () => (globalThis as { BarcodeDetector?: Detector }).BarcodeDetector;

/** What the code in a picture says; undefined when none is found. */
export async function codeIn(file: Blob): Promise<string | undefined> {
  try {
    const picture = await createImageBitmap(file);
    return (await new (detector()!)().detect(picture))[0]?.rawValue;
  } catch {
    return undefined;
  }
}
