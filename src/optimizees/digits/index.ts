export { DigitNetworks, shapeOf } from './digitNetworks';
