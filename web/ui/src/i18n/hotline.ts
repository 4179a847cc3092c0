// Imported by the pages of the hotline: brings their words in.
import { en } from './hotline.en'
import { zh } from './hotline.zh'
import { addMessages } from './index'

addMessages(zh, en)
