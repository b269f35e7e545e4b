/**
 * Threads over one memory. Each has an instance of this module of its own (its globals are its own), all have the same
 * memory, and this is how they share a job there:
 *
 *     pool    0  epoch      the job's number; idle threads wait for it to change
 *            64  ticket     64 bits: the job's number, and the unit that is to be taken next
 *           128  left       units that are not done yet
 *           192  broken     not 0: a thread broke off, and its units will never be done
 *           196  ready      threads that have begun to serve
 *           200  stop       threads are to end
 *           256  kind, job, end: what the job is
 *
 * The thread that hands out a job writes what it is, then its ticket, then its epoch, and takes units like the others.
 * Taking a unit is one compare-and-swap of the ticket. As the ticket has the job's number in it, a thread that comes
 * late cannot take a unit of a job that it has not read: the swap succeeds only where no other job has begun since.
 * Words that many threads write lie on cache lines of their own.
 *
 * Waiting costs some microseconds to wake from, so threads look again for a little while before they lie down: from one
 * job of an unroll to the next it is a short way. No longer, because where there are no more cores than threads, who
 * looks takes time from who works.
 */
import { runUnit } from './jobs';
import { setThread } from './thread';

const TICKET: usize = 64;
const LEFT: usize = 128;
const BROKEN: usize = 192;
const READY: usize = 196;
const STOP: usize = 200;
const KIND: usize = 256;
const JOB: usize = 260;
const END: usize = 264;

/** Looks at a word before lying down: some 20 µs. */
const LOOKS = 4000;
/** So long a wait lasts at most before one sees whether something broke. */
const NAP: i64 = 20_000_000;
/** So many in a row without any unit getting done mean that a thread is gone: 20 s, in which a unit takes milliseconds. */
const NAPS = 1000;

export function poolBytes(): i32 {
  return 512;
}

/** Takes units of the job `epoch` until there are none. */
function work(pool: usize, epoch: i32): void {
  while (true) {
    const ticket = atomic.load<i64>(pool, TICKET);
    if (((ticket >>> 32) as i32) != epoch) return;
    const unit = ticket as i32;
    const end = i32.load(pool, END);
    if (unit >= end) return;
    const kind = i32.load(pool, KIND);
    const job = load<usize>(pool, JOB);
    if (atomic.cmpxchg<i64>(pool, ticket, ticket + 1, TICKET) != ticket) continue;
    runUnit(kind, job, unit);
    // The last one wakes who waits for it.
    if (atomic.sub<i32>(pool, 1, LEFT) == 1) atomic.notify(pool + LEFT, 1);
  }
}

/** What a thread of the pool does until it is told to stop. */
export function serve(pool: usize, index: i32): void {
  if (!ASC_FEATURE_THREADS) return;
  setThread(index);
  let epoch = atomic.load<i32>(pool);
  atomic.add<i32>(pool, 1, READY);
  while (true) {
    let now = epoch;
    for (let look = 0; look < LOOKS && now == epoch; look++) now = atomic.load<i32>(pool);
    while (now == epoch) {
      atomic.wait<i32>(pool, epoch, -1);
      now = atomic.load<i32>(pool);
    }
    if (atomic.load<i32>(pool, STOP) != 0) return;
    epoch = now;
    work(pool, epoch);
  }
}

/** Runs units [first, end) of a job; `others` threads help. False where one of them broke off or has gone. */
export function runJob(pool: usize, kind: i32, job: usize, first: i32, end: i32, others: i32): bool {
  if (!ASC_FEATURE_THREADS || others == 0 || end - first < 2) {
    for (let unit = first; unit < end; unit++) runUnit(kind, job, unit);
    return true;
  }
  i32.store(pool, kind, KIND);
  store<usize>(pool, job, JOB);
  i32.store(pool, end, END);
  atomic.store<i32>(pool, end - first, LEFT);
  const epoch = atomic.load<i32>(pool) + 1;
  atomic.store<i64>(pool, ((epoch as i64) << 32) | (first as i64), TICKET);
  atomic.store<i32>(pool, epoch);
  atomic.notify(pool, min(others, end - first - 1));
  work(pool, epoch);
  return finished(pool);
}

/** Waits for the units that others have taken. */
function finished(pool: usize): bool {
  let naps = 0;
  let before = 0;
  while (true) {
    let left = 0;
    for (let look = 0; look < LOOKS; look++) {
      left = atomic.load<i32>(pool, LEFT);
      if (left == 0) return true;
    }
    if (atomic.load<i32>(pool, BROKEN) != 0) return false;
    naps = left == before ? naps + 1 : 0;
    if (naps > NAPS) return false;
    before = left;
    atomic.wait<i32>(pool + LEFT, left, NAP);
  }
}
