/** The version of the Lab, for training records. */
export { version as APP_VERSION } from '../../package.json';
