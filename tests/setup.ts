/** Runs before every test file. */
import './helpers/matchers';
