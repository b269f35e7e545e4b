export { Quadratic } from './quadratic';
