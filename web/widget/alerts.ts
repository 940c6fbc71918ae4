/**
 * How a customer who looks elsewhere hears of a new message: a short tone, a notification of the system. Both are
 * off until they are switched on, which is all that is kept of them. Neither ever holds what was said.
 */
const KEY = "giftline.alerts";
const TONE_HZ = 660;
const TONE_S = 0.18;

export interface Alerts {
  readonly sound: boolean;
  readonly notifications: boolean;
}

export const OFF: Alerts = { sound: false, notifications: false };

export function loadAlerts(): Alerts {
  let stored: Partial<Alerts> | null = null;
  try {
    stored = JSON.parse(localStorage.getItem(KEY) ?? "null") as Partial<Alerts> | null;
  } catch {
    // Storage may be blocked, or hold something else.
  }
  return { sound: stored?.sound === true, notifications: stored?.notifications === true && mayNotify() };
}

export function saveAlerts(alerts: Alerts): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(alerts));
  } catch {
    // Then it lasts as long as the page does.
  }
}

/** Browsers ask on behalf of a page, and never of a frame of another origin in it. */
export function canNotify(): boolean {
  return "Notification" in window && isSecureContext && window.top === window;
}

function mayNotify(): boolean {
  return canNotify() && Notification.permission === "granted";
}

/** To be called when the customer switches it on, and at no other time: the browser may ask them. */
export async function askToNotify(): Promise<boolean> {
  return canNotify() && (await Notification.requestPermission()) === "granted";
}

export function notify(title: string): void {
  if (!mayNotify()) return;
  try {
    // One at a time: the tag has the next one take its place.
    const shown = new Notification(title, { tag: "giftline" });
    shown.addEventListener("click", () => {
      window.focus();
      shown.close();
    });
  } catch {
    // Phones show notifications of apps only.
  }
}

export function playTone(): void {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = TONE_HZ;
  volume.gain.setValueAtTime(0.12, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + TONE_S);
  tone.connect(volume).connect(context.destination);
  tone.addEventListener("ended", () => void context.close());
  tone.start();
  tone.stop(context.currentTime + TONE_S);
}
