// Imported by the pages of campaigns, prompts and the live picture: brings the words of the dialling modes in.
import { addMessages } from './index'
import { en } from './modes.en'
import { zh } from './modes.zh'

addMessages(zh, en)
