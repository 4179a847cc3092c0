// Imported by what shows trunks: brings their words in.
import { addMessages } from './index'
import { en } from './trunks.en'
import { zh } from './trunks.zh'

addMessages(zh, en)
