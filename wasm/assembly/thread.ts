/** Which of the pool's threads this instance of the module is; 0 is the one that hands out jobs. */
export let thread: i32 = 0;

export function setThread(index: i32): void {
  thread = index;
}
